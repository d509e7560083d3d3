import MailAddressing
import SMTPProtocol

/// Feeds a whole session to the server's side of SMTP and prints what it answers; there is no network in sight.
@main
struct SMTPCommandExample {
    static func main() throws {
        let lines = [
            "EHLO client.example", "MAIL FROM:<ada@example.com> SIZE=42", "RCPT TO:<bob@example.net>", "DATA",
            "Subject: hello", "", "..a line that begins with a dot", ".", "QUIT",
        ]
        let input = Array(lines.map { $0 + "\r\n" }.joined().utf8)
        var server = SMTPServerMachine(configuration: .init(hostName: try MailHost("mx.example.net")))

        var offset = 0
        var step = server.start()
        while true {
            switch step {
            case .ask(let question):
                print("?", question)
                step = server.answer(.accept)
                continue
            case .reply(let reply): print("S:", reply)
            case .replies(let replies): for reply in replies { print("S:", reply) }
            case .body(let range): print("C:", String(decoding: input[range], as: UTF8.self), terminator: "")
            case .close(let reply): return print("S:", reply)
            case .startTLS, .needInput, .authenticate, .loggedIn, .overrideClient: return print("more is needed")
            }
            step = server.next(input.span, from: &offset)
        }
    }
}
