# minik in an image: docker build -t minik . && docker run --rm -v "$PWD:/work" -v minik:/state minik check -R -f .
FROM python:3.13-slim AS build
COPY . /source
RUN python -m venv --without-pip /opt/minik \
    && pip --python /opt/minik/bin/python install --no-cache-dir --compile -c /source/.ci/constraints.txt /source

FROM python:3.13-slim
# git reads git:REF:PATH for minik review.
RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home minik && install -d -o minik -g minik /state /work \
    && git config --system --add safe.directory '*'
COPY --from=build /opt/minik /opt/minik
# The folder is mounted, not the file: the state is replaced whole.
ENV PATH=/opt/minik/bin:$PATH MINIK_STATE=/state/cluster.json PYTHONUTF8=1
USER minik
WORKDIR /work
VOLUME /state
ENTRYPOINT ["minik"]
CMD ["--help"]
