"""smtplib speaks LMTP, and is told of every reply: by itself it reads one after a message, however many there are."""

import smtplib


def hand_in(address, port, sender, recipients, message, source=None):
    """One transaction. {recipient: (code, text)}: what each was told, after RCPT or after the message."""
    with smtplib.LMTP(address, port, timeout=20, source_address=(source, 0) if source else None) as client:
        client.ehlo_or_helo_if_needed()
        expect_code(client.mail(sender), 250)
        told = {recipient: client.rcpt(recipient) for recipient in recipients}
        taken = [recipient for recipient, (code, _) in told.items() if code == 250]
        if not taken:
            return told
        told[taken[0]] = client.data(message)
        for recipient in taken[1:]:
            told[recipient] = client.getreply()
        return told


def expect_code(reply, code):
    if reply[0] != code:
        raise smtplib.SMTPResponseException(*reply)
