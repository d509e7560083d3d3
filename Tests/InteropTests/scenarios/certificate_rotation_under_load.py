"""Submissions over TLS go on while the certificate is replaced ten times by SIGHUP: none of them fails or is lost."""

import threading
from itertools import islice

from harness import messages
from harness.namespace import add_address, fresh_addresses
from harness.outcome import expect, expect_equal, wait_until
from harness.peers import fingerprint, make_certificate
from harness.sasl_clients import Account, encoded, offered, plain, secured
from harness.smtp_client import SMTPClient, unverified
from harness.smtp_sink import SMTPSink
from harness.waxwing import LOCAL_DNS, Waxwing, account, configuration, listener, relay_delivery, tls

NAMESPACE = True
SECONDS = 300
SINK, NAME = "10.99.0.3", "mail.example.test"
ADA, PASSWORD = "ada@example.test", "correct horse"
WORKERS, ROTATIONS = 8, 10
CONNECTIONS_A_ROTATION = 40
ADDRESSES, CONNECTIONS_AN_ADDRESS = 20, 50  # of each worker, and from each of these: well below what may be limited
MESSAGES_A_CONNECTION = 2


def run(context):
    add_address(SINK)
    folder, places = context.folder, fresh_addresses()
    pair = make_certificate(folder, NAME)
    text = configuration(
        listeners=[listener("0.0.0.0:587", "submission"), listener("0.0.0.0:465", "submissions")],
        tls=tls(pair),
        accounts=[account(folder, ADA, PASSWORD)],
        dns=LOCAL_DNS,
        delivery=relay_delivery(f"{SINK}:25"),
    )
    renewals = [renewal(folder, number) for number in range(ROTATIONS)]
    with SMTPSink(SINK) as sink, Waxwing(context.binary, folder / "waxwing", text).start("127.0.0.1", 465) as waxwing:
        place = next(places)
        workers = [Worker(list(islice(places, ADDRESSES)), number) for number in range(WORKERS)]
        for worker in workers:
            worker.start()
        try:
            for number, (certificate, key) in enumerate(renewals):
                enough = (number + 1) * CONNECTIONS_A_ROTATION
                wait_until(lambda: connections(workers) >= enough or failed(workers), 60, f"{enough} connections")
                wanted = fingerprint(certificate)
                certificate.rename(pair[0])
                key.rename(pair[1])
                waxwing.reload()
                wait_until(lambda: shown(place) == wanted, 20, f"certificate {number} in a new connection", pause=0.2)
        finally:
            for worker in workers:
                worker.ended = True
            for worker in workers:
                worker.join(30)
        expect_equal([worker.error for worker in workers if worker.error], [], "what failed")
        judge(context, sink, workers)


def renewal(folder, number):
    fresh = folder / f"renewal-{number}"
    fresh.mkdir()
    return make_certificate(fresh, NAME, key="ec" if number % 2 else "rsa:2048")


class Worker(threading.Thread):
    """Submits from addresses of its own, now by STARTTLS and now by TLS from the start, until `ended`."""

    def __init__(self, addresses, number):
        super().__init__(daemon=True)
        self.addresses, self.number, self.ended, self.error = addresses, number, False, None
        self.connections, self.accepted, self.seen = 0, {}, set()

    def run(self):
        while not self.ended:
            try:
                self.submit()
            except Exception as error:
                self.error = f"worker {self.number}, connection {self.connections}: {error!r}"
                return

    def submit(self):
        implicit = (self.connections + self.number) % 2 == 0
        address = self.addresses[self.connections // CONNECTIONS_AN_ADDRESS % ADDRESSES]
        with SMTPClient(address, 465 if implicit else 587, tls=unverified() if implicit else None) as client:
            if implicit:
                offered(client)
            else:
                secured(client)
            self.seen.add(fingerprint(client.certificate()))
            self.log_in(client)
            for index in range(MESSAGES_A_CONNECTION):
                token = f"rotation-{self.number}-{self.connections}-{index}"
                message = messages.message(token, ADA, f"{token}@receiver.test", messages.body_of(token, 2_000))
                reply = client.deliver(ADA, [f"{token}@receiver.test"], message)
                expect_equal(reply.code, 250, f"the reply to {token}")
                self.accepted[token] = message
            client.command("QUIT", 221)
        self.connections += 1

    def log_in(self, client):
        if self.connections % 3:
            client.command(f"AUTH PLAIN {plain(Account(ADA, PASSWORD))}", 235)
        else:
            client.command("AUTH LOGIN", 334)
            client.command(encoded(ADA), 334)
            client.command(encoded(PASSWORD), 235)


def connections(workers):
    return sum(worker.connections for worker in workers)


def failed(workers):
    return any(worker.error for worker in workers)


def shown(place):
    """The fingerprint of the certificate that a new connection is shown."""
    with SMTPClient(place, 465, tls=unverified()) as client:
        return fingerprint(client.certificate())


def judge(context, sink, workers):
    seen = set().union(*(worker.seen for worker in workers))
    accepted = {token: message for worker in workers for token, message in worker.accepted.items()}
    context.note(f"{connections(workers)} connections, {len(accepted)} messages, {len(seen)} certificates were seen")
    expect(len(seen) > ROTATIONS // 2, f"the workers saw {len(seen)} certificates only: no load while they changed")
    wait_until(lambda: len(sink.messages) >= len(accepted), 90, f"all of {len(accepted)} messages in the sink")
    taken = [(messages.token_of(message.data), message.data) for message in list(sink.messages)]
    expect_equal(sorted(token for token, _ in taken), sorted(accepted), "the messages that arrived")
    for token, data in taken:
        expect(data.endswith(accepted[token]), f"{token} was changed")
