import InternetMessage
import MailAddressing

/// Reads a whole message: who wrote to whom, what the parts are, and what they hold.
@main
struct ReadMessage {
    static let message = Array(
        """
        From: =?iso-8859-1?Q?Andr=E9?= <andre@example.com>\r
        To: Friends: ada@example.com, "Grace H." <grace@example.net>;\r
        Subject: =?utf-8?B?RsO8bmYgVWhy?=\r
        MIME-Version: 1.0\r
        Content-Type: multipart/mixed; boundary=cut\r
        \r
        --cut\r
        Content-Type: text/plain; charset=iso-8859-1\r
        Content-Transfer-Encoding: quoted-printable\r
        \r
        Tee um f=FCnf?\r
        --cut\r
        Content-Type: application/octet-stream\r
        Content-Disposition: attachment; filename*=utf-8''..%2FTee.txt\r
        Content-Transfer-Encoding: base64\r
        \r
        QXNzYW0K\r
        --cut--\r

        """.utf8)

    static func main() throws {
        let structure = try MIMEStructure(parsing: message)
        guard let top = structure.parts.first else { return }
        print("subject:", top.firstField(named: "Subject")?.decodedValue ?? "none")
        for name in ["From", "To"] {
            guard let field = top.firstField(named: name) else { continue }
            for mailbox in AddressList(parsing: field.value).mailboxes {
                print("\(name.lowercased()):", mailbox.displayName ?? "no name", "at", mailbox.address)
            }
        }

        for part in structure.parts {
            print(String(repeating: "  ", count: part.depth) + part.contentType.mediaType, part.bodyRange)
        }
        // What a reader shows who prefers plain text, and what it offers to save.
        let bodies = structure.bodies
        for index in bodies.text {
            let part = structure.parts[index]
            guard part.contentType.type == "text" else { continue }
            // Without a converter for the character set there is no text; what is ASCII in it can still be read.
            let text = part.text(in: message) ?? String(decoding: part.decodedBody(in: message), as: UTF8.self)
            print("it says:", text)
        }
        for index in bodies.attachments {
            // The name is a stranger's: never open a file by it as it is.
            let part = structure.parts[index]
            print("attached:", part.safeFileName ?? "no name", part.decodedBody(in: message).count, "octets")
        }
        for defect in structure.defects { print("not as it should be:", defect) }
    }
}
