// Questions to the server. The token stands in the fragment of the address; it is sent in a header alone.

const token = new URLSearchParams(window.location.hash.slice(1)).get("token") || "";

async function asked(path, options) {
  const response = await fetch(path, {
    ...options,
    headers: { ...(options && options.headers), Authorization: `Bearer ${token}` },
  });
  const answer = await response.json();
  if (!response.ok) throw new Error([answer.error, answer.hint].filter(Boolean).join("\n"));
  return answer;
}

export function get(name, query) {
  const words = new URLSearchParams(query || {}).toString();
  return asked(`/api/${name}${words ? `?${words}` : ""}`);
}

export function post(name, body) {
  return asked(`/api/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body || {}),
  });
}

const pause = (milliseconds) => new Promise((done) => window.setTimeout(done, milliseconds));

// Call `changed` after every change of the cluster, and `lost` while the server does not answer.
export async function follow(mark, changed, lost) {
  let known = mark;
  for (;;) {
    try {
      const answer = await get("changes", { mark: known });
      lost("");
      if (answer.mark !== known) {
        known = answer.mark;
        await changed();
      }
    } catch (error) {
      lost(`not connected: ${error.message}`);
      await pause(1000);
    }
  }
}
