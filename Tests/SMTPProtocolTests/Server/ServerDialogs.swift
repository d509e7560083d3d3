import SMTPProtocol

/// Whole conversations with the server, each with what is to be seen in it.
enum ServerDialogs {
    static let all: [Dialog] = transactions + envelopes + mistakes

    static let transactions: [Dialog] = [
        Dialog(
            "one message",
            """
            S: 220 mx.example.test
            C: EHLO client.example
            S: 250 mx.example.test PIPELINING SIZE 26214400 8BITMIME ENHANCEDSTATUSCODES
            C: MAIL FROM:<ada@example.com>
            S: 250 2.1.0
            C: RCPT TO:<bob@example.test>
            S: 250 2.1.5
            C: DATA
            S: 354
            C: Subject: hello
            C:
            C: ..text with a dot
            C: MAIL FROM:<evil@example.com>
            C: .
            S: 250 2.0.0
            C: QUIT
            S: 221 2.0.0
            C: NOOP
            """),
        Dialog(
            "two messages, the second without text",
            """
            S: 220
            C: EHLO client.example
            S: 250
            C: MAIL FROM:<>
            S: 250 2.1.0
            C: RCPT TO:<postmaster>
            S: 250 2.1.5
            C: RCPT TO:<bob@example.test>
            S: 250 2.1.5
            C: DATA
            S: 354
            C: text
            C: .
            S: 250 2.0.0
            C: MAIL FROM:<ada@example.com> SIZE=0 BODY=8BITMIME
            S: 250 2.1.0
            C: RCPT TO:<bob@example.test>
            S: 250 2.1.5
            C: DATA
            S: 354
            C: .
            S: 250 2.0.0
            C: QUIT
            S: 221
            """),
        Dialog(
            "HELO has no extensions and no parameters", mayPipeline: false,
            """
            S: 220
            C: HELO client.example
            S: 250 mx.example.test
            C: MAIL FROM:<ada@example.com> SIZE=5
            S: 555 5.5.4
            C: MAIL FROM:<ada@example.com>
            S: 250 2.1.0
            C: RCPT TO:<bob@example.test>
            S: 250 2.1.5
            C: DATA
            S: 354
            C: text
            C: .
            S: 250 2.0.0
            C: EHLO client.example
            S: 250 mx.example.test PIPELINING
            C: MAIL FROM:<ada@example.com> SIZE=5
            S: 250 2.1.0
            """),
    ]

    static let envelopes: [Dialog] = [
        Dialog(
            "RSET drops the transaction and nothing else", mayPipeline: false,
            """
            S: 220
            C: RSET
            S: 250 2.0.0
            C: EHLO client.example
            S: 250
            C: RSET
            S: 250 2.0.0
            C: MAIL FROM:<ada@example.com>
            S: 250 2.1.0
            C: RCPT TO:<bob@example.test>
            S: 250 2.1.5
            C: RSET
            S: 250 2.0.0
            C: RCPT TO:<bob@example.test>
            S: 503 5.5.1
            C: DATA
            S: 503 5.5.1
            C: MAIL FROM:<ada@example.com>
            S: 250 2.1.0
            """),
        Dialog(
            "EHLO drops the transaction", mayPipeline: false,
            """
            S: 220
            C: EHLO client.example
            S: 250
            C: MAIL FROM:<ada@example.com>
            S: 250 2.1.0
            C: RCPT TO:<bob@example.test>
            S: 250 2.1.5
            C: EHLO client.example
            S: 250
            C: DATA
            S: 503 5.5.1
            C: MAIL FROM:<ada@example.com>
            S: 250 2.1.0
            C: HELO client.example
            S: 250
            C: RCPT TO:<bob@example.test>
            S: 503 5.5.1
            """),
        Dialog(
            "a declared size is judged at once",
            configuration: .with { $0.maximumMessageSize = 1_000 },
            """
            S: 220
            C: EHLO client.example
            S: 250 mx.example.test PIPELINING SIZE 1000
            C: MAIL FROM:<ada@example.com> SIZE=1001
            S: 552 5.3.4
            C: RCPT TO:<bob@example.test>
            S: 503 5.5.1
            C: MAIL FROM:<ada@example.com> SIZE=999999999999999999
            S: 552 5.3.4
            C: MAIL FROM:<ada@example.com> SIZE=1000
            S: 250 2.1.0
            """),
        Dialog(
            "no recipient, no message", mayPipeline: false,
            """
            S: 220
            C: EHLO client.example
            S: 250
            C: DATA
            S: 503 5.5.1
            C: MAIL FROM:<ada@example.com>
            S: 250 2.1.0
            C: DATA
            S: 554 5.5.1
            C: RCPT TO:<bob@example.test>
            S: 250 2.1.5
            C: DATA
            S: 354
            """),
    ]

    static let mistakes: [Dialog] = [
        Dialog(
            "wrong commands leave the session as it is",
            """
            S: 220
            C: FOO
            S: 500 5.5.1
            C:
            S: 500 5.5.1
            C: EHLO
            S: 501 5.5.4
            C: EHLO client.example
            S: 250
            C: MAIL FROM:ada@example.com
            S: 501 5.5.4
            C: MAIL FROM:<ada@@example.com>
            S: 553 5.1.7
            C: MAIL FROM:<ada@example.com>
            S: 250 2.1.0
            C: EHLO a b
            S: 501 5.5.4
            C: MAIL FROM:<ada@example.com>
            S: 503 5.5.1
            C: RCPT TO:<bob>
            S: 553 5.1.3
            C: RCPT TO:<bob@example.test> NOTIFY=NEVER
            S: 555 5.5.4
            C: RCPT TO:<bob@example.test>
            S: 250 2.1.5
            C: DATA now
            S: 501 5.5.4
            C: DATA
            S: 354
            C: text
            C: .
            S: 250 2.0.0
            """),
        Dialog(
            "what asks for nothing is answered at any time",
            """
            S: 220
            C: NOOP
            S: 250 2.0.0
            C: VRFY ada
            S: 252
            C: HELP
            S: 214
            C: EXPN staff
            S: 502 5.5.1
            C: STARTTLS
            S: 502 5.5.1
            C: EHLO client.example
            S: 250
            C: MAIL FROM:<ada@example.com>
            S: 250 2.1.0
            C: NOOP ignored
            S: 250 2.0.0
            C: VRFY ada
            S: 252
            C: HELP MAIL
            S: 214
            C: RCPT TO:<bob@example.test>
            S: 250 2.1.5
            C: QUIT
            S: 221 2.0.0
            C: NOOP
            """),
        Dialog(
            "the protocol of another trade",
            """
            S: 220
            C: GET / HTTP/1.1
            S: 500 5.5.1
            C: Host: mx.example.test
            S: 500 5.5.1
            C:
            S: 500 5.5.1
            """),
        Dialog(
            "too many mistakes",
            configuration: .with { $0.maximumErrors = 3 }, mayPipeline: false,
            """
            S: 220
            C: FOO
            S: 500 5.5.1
            C: EHLO
            S: 501 5.5.4
            C: NOOP
            S: 250 2.0.0
            C: DATA
            S: 421 4.7.0
            C: EHLO client.example
            C: QUIT
            """),
    ]
}
