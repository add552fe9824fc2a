"""What is known of images of the common library: where they listen, what they need, who they run as."""

from minik.light_typing import NamedTuple


class KnownImage(NamedTuple):
    """An image as it is without settings. `ports` it listens at; of the variables in `needs` one must
    be set, or it ends at once; `folder` holds its configuration; `root`: it starts as root; with a
    limit below `memory` (MiB) it is killed before it serves, 0 if unknown.
    """

    ports: tuple[int, ...] = ()
    needs: tuple[str, ...] = ()
    folder: str = ""
    root: bool = True
    memory: int = 0


MYSQL = tuple(
    f"{brand}_{name}"
    for brand in ("MYSQL", "MARIADB")
    for name in (
        *("ROOT_PASSWORD", "ALLOW_EMPTY_PASSWORD", "RANDOM_ROOT_PASSWORD", "ROOT_PASSWORD_FILE"),
        *("ROOT_PASSWORD_HASH", "ALLOW_EMPTY_ROOT_PASSWORD"),
    )
)
POSTGRES = ("POSTGRES_PASSWORD", "POSTGRES_PASSWORD_FILE", "POSTGRES_HOST_AUTH_METHOD")
KNOWN = {
    "nginx": KnownImage((80,), folder="/etc/nginx"),
    "httpd": KnownImage((80,), folder="/usr/local/apache2/conf"),
    "redis": KnownImage((6379,), folder="/usr/local/etc/redis"),
    "valkey": KnownImage((6379,)),
    "memcached": KnownImage((11211,), root=False),
    "mysql": KnownImage((3306, 33060), MYSQL, "/etc/mysql", memory=128),
    "mariadb": KnownImage((3306,), MYSQL, "/etc/mysql", memory=48),
    "postgres": KnownImage((5432,), POSTGRES, "/etc/postgresql", memory=16),
    "mongo": KnownImage((27017,), folder="/etc/mongo", memory=48),
    "rabbitmq": KnownImage((4369, 5671, 5672, 15671, 15672, 15691, 15692, 25672), memory=64),
    "tomcat": KnownImage((8080,), folder="/usr/local/tomcat/conf", memory=48),
    "wordpress": KnownImage((80,), folder="/etc/apache2"),
    "busybox": KnownImage(),
    "alpine": KnownImage(),
    "ubuntu": KnownImage(),
    "debian": KnownImage(),
    "python": KnownImage(),
    "node": KnownImage(),
}
