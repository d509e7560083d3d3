"""Nothing but CRLF.CRLF ends a message: no other sequence makes one message two, in a sink or in the daemon.

Each sequence that other servers were tricked with stands in a message: waited upon, before a second message in the same
write, and octet by octet. The server refuses the message (5xx), hangs up, or waits for the true end; then it gives one
reply, and has one message at most.
"""

import json
import socket
import time

from harness.outcome import expect, expect_equal, wait_until
from harness.process import free_port
from harness.smtp_client import SMTPClient
from harness.waxwing import Waxwing, configuration
from harness.waxwing_tools import Sink

SECONDS = 240
AUTHOR, EVIL = "author@sender.test", "evil@sender.test"
TRUE_END = b"\r\n.\r\n"
SMUGGLED = (
    f"MAIL FROM:<{EVIL}>\r\nRCPT TO:<victim@receiver.test>\r\nDATA\r\n"
    f"From: <{EVIL}>\r\nSubject: smuggled\r\n\r\nsmuggled\r\n.\r\n"
).encode()


def run(context):
    file = context.corpora() / "smtp-smuggling" / "end-of-data-sequences.json"
    sequences = [bytes.fromhex(entry["bytes_hex"]) for entry in json.loads(file.read_text())]
    expect(len(sequences) >= 10 and TRUE_END not in sequences, f"not the sequences that were meant: {sequences}")
    with Sink(context.binary, context.folder / "sink") as sink:
        every_sequence(sequences, sink.port, lambda: [entry["from"] for entry in sink.messages()])
    port = free_port()
    waxwing = Waxwing(
        context.binary,
        context.folder / "waxwing",
        configuration(listen=f"127.0.0.1:{port}", dns={"servers": [f"127.0.0.1:{free_port()}"]}),
    )
    with waxwing.start(port=port):
        every_sequence(sequences, port, lambda: [entry["from"] for entry in waxwing.queued()])
    context.note(f"{len(sequences)} sequences, each in {len(WAYS)} ways, to the sink and to the daemon")


def every_sequence(sequences, port, senders):
    """`senders` gives the reverse paths of what the server has taken so far."""
    two_honest_messages(port)
    wait_until(lambda: len(senders()) == 2, 20, "the two messages that end as they have to")
    taken = 2
    for sequence in sequences:
        for way in WAYS:
            taken += way(port, sequence)
    wait_until(lambda: len(senders()) >= taken, 20, f"{taken} messages, one for each 250")
    expect_equal(sorted(set(senders())), [AUTHOR, EVIL], "the senders")
    expect_equal(senders().count(EVIL), 1, "messages of the sender who stood behind the sequences, and the honest one")
    expect_equal(len(senders()), taken, "how many messages were taken")


def two_honest_messages(port):
    """The control: behind the true end a second message in the same write is a message, and is seen as one."""
    with begun(port) as client:
        client.send(b"Subject: first\r\n\r\nfirst" + TRUE_END + SMUGGLED + b"QUIT\r\n")
        codes = [reply.code for reply in rest_of(client)]
        expect_equal(codes, [250, 250, 250, 354, 250, 221], "the replies to two messages in one write")


def waited_upon(port, sequence):
    """The sequence comes alone, and the server is given time to take it for the end."""
    with begun(port) as client:
        client.send(b"Subject: test\r\n\r\ntext" + sequence)
        if client_hears_nothing(client):
            client.send(b"more text" + TRUE_END)
        return judge(client, sequence)


def with_a_second_message(port, sequence):
    """A whole second transaction stands behind it in the same write; its own end is the true end of the first."""
    with begun(port) as client:
        client.send(b"Subject: test\r\n\r\ntext" + sequence + SMUGGLED)
        return judge(client, sequence)


def after_an_empty_line(port, sequence):
    """As before, but the sequence stands at the start of a line."""
    with begun(port) as client:
        client.send(b"Subject: test\r\n\r\ntext\r\n" + sequence + SMUGGLED)
        return judge(client, sequence)


def octet_by_octet(port, sequence):
    """Every octet around the sequence comes in a packet of its own."""
    with begun(port) as client:
        client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for octet in b"Subject: test\r\n\r\ntext" + sequence + b"MAIL":
                client.send(bytes([octet]))
                time.sleep(0.002)
            client.send(SMUGGLED.removeprefix(b"MAIL"))
        except OSError:
            pass  # it hung up; what it said before is judged
        return judge(client, sequence)


WAYS = (waited_upon, with_a_second_message, after_an_empty_line, octet_by_octet)


def begun(port):
    """A client that was told 354."""
    client = SMTPClient("127.0.0.1", port)
    client.command("EHLO client.test", 250)
    client.command(f"MAIL FROM:<{AUTHOR}>", 250)
    client.command("RCPT TO:<bob@receiver.test>", 250)
    client.command("DATA", 354)
    return client


def client_hears_nothing(client):
    try:
        return client.silent_for(0.3)
    except OSError:
        return False


def judge(client, sequence):
    """One reply to the message, 250 or 5xx, and then the answer to QUIT; or a refusal and the end of the connection.

    How many messages the server says it has taken: 0 or 1.
    """
    try:
        client.send(b"QUIT\r\n")
    except OSError:
        pass
    codes = [reply.code for reply in rest_of(client)]
    closed_early = codes == [] or (len(codes) == 1 and codes[0] // 100 in (4, 5))
    answered_once = len(codes) == 2 and codes[0] // 100 in (2, 5) and codes[1] == 221
    expect(closed_early or answered_once, f"{sequence!r} in a message was answered {codes}")
    return 1 if codes[:1] == [250] else 0


def rest_of(client):
    """Every reply until the server closes the connection. One that stays open and silent is a failure."""
    replies = []
    while True:
        try:
            replies.append(client.reply())
        except TimeoutError:
            expect(False, f"the connection stays open after {replies}")
        except OSError:
            return replies
