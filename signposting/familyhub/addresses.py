"""Which addresses we are willing to talk to: public ones, over https, the IP checked being the IP connected to."""

import ipaddress
import socket
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

import httpcore

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]

NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Forbidden(httpcore.ConnectError):
    """An address we refuse to contact; nothing was sent."""


def resolve(host: str, port: int) -> list[str]:
    """Every IP the name stands for; odd spellings of an IP are resolved like any name, and so are seen through."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"{host} has no address") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_allowed(text: str, *, loopback: bool) -> bool:
    """A public address; or, where the demo's own hub is let through, this machine."""
    address = _inner(ipaddress.ip_address(text.split("%", maxsplit=1)[0]))
    if loopback and address.is_loopback:
        return True
    return address.is_global and not address.is_multicast and not address.is_reserved


def _inner(address: IPAddress) -> IPAddress:
    """The IPv4 address inside a v6 one, where there is one."""
    if not isinstance(address, ipaddress.IPv6Address):
        return address
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address


def refusal(url: str, *, loopback: bool) -> str:
    """Why we will not even look this address up, or nothing."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return "not an address"
    if not host or "@" in parts.netloc:
        return "not an address"
    local = _is_local(host)
    if parts.scheme != "https" and not (parts.scheme == "http" and loopback and local):
        return "not https"
    try:
        literal_ok = is_allowed(host, loopback=loopback)
    except ValueError:
        literal_ok = loopback or not local
    return "" if literal_ok else "private"


def _is_local(host: str) -> bool:
    name = host.rstrip(".").casefold()
    if name == "localhost" or name.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        return _inner(ipaddress.ip_address(host.split("%", maxsplit=1)[0])).is_loopback
    except ValueError:
        return False


class PinnedBackend(httpcore.NetworkBackend):
    """Looks a name up once, refuses it when any of its addresses is private, and connects to that very address."""

    def __init__(self, *, loopback: bool, look_up: Resolve = resolve) -> None:
        self.loopback = loopback
        self.look_up = look_up
        self.sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        found = self.look_up(host, port)
        if not found or not all(is_allowed(address, loopback=self.loopback) for address in found):
            raise Forbidden(f"{host} leads to a private address")
        return self.sockets.connect_tcp(found[0], port, timeout, local_address, socket_options)

    def sleep(self, seconds: float) -> None:
        self.sockets.sleep(seconds)
