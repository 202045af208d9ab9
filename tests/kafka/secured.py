"""A broker that asks who is there: listeners with TLS, SASL and both, users with and without rights."""

import datetime
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.kafka.broker import LocalBroker, free_ports

PASSWORDS = {"admin": "admin-secret", "ann": "ann-secret"}
"""`admin` may do anything, `ann` nothing that nobody allowed her."""
MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
_PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required"
_SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required;"


class SecuredBroker(LocalBroker):
    """`tls`, `sasl` and `sasl_tls` are the addresses of its listeners; on `address` anybody may do anything.

    `ca` is the certificate that its own is signed by.
    """

    def __init__(self, folder: Path) -> None:
        tls, sasl, both = free_ports(3)
        self.tls, self.sasl, self.sasl_tls = (f"127.0.0.1:{port}" for port in (tls, sasl, both))
        folder.mkdir(parents=True, exist_ok=True)
        self.ca = folder / "ca.pem"
        keys = _certificate(folder, self.ca)
        super().__init__(folder, _extra(tls, sasl, both, keys), _scram_users())


def _extra(tls: int, sasl: int, both: int, keys: Path) -> dict[str, str]:
    users = " ".join(f'user_{name}="{password}"' for name, password in PASSWORDS.items())
    extra = {
        "listeners": f"TLS://127.0.0.1:{tls},SASL://127.0.0.1:{sasl},BOTH://127.0.0.1:{both}",
        "listener.security.protocol.map": "TLS:SSL,SASL:SASL_PLAINTEXT,BOTH:SASL_SSL",
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(keys),
        "sasl.enabled.mechanisms": ",".join(MECHANISMS),
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS;User:admin",
    }
    for listener in ("sasl", "both"):
        extra[f"listener.name.{listener}.plain.sasl.jaas.config"] = f"{_PLAIN} {users};"
        for mechanism in MECHANISMS[1:]:
            extra[f"listener.name.{listener}.{mechanism.lower()}.sasl.jaas.config"] = _SCRAM
    return extra


def _scram_users() -> list[str]:
    told = []
    for name, password in PASSWORDS.items():
        for mechanism in MECHANISMS[1:]:
            told += ["--add-scram", f"{mechanism}=[name={name},password={password}]"]
    return told


def _certificate(folder: Path, ca: Path) -> Path:
    """A certificate of its own for 127.0.0.1, and the file with its key that the broker reads."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "fitsignal tests")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=7))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    ca.write_bytes(made.public_bytes(Encoding.PEM))
    both = folder / "broker.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    both.write_bytes(secret + ca.read_bytes())
    return both
