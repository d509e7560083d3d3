import BenchmarkCost
import BenchmarkText
import MailAddressing
import SMTPProtocol

/// What the protocol costs without a network: commands with their replies, and the octets of messages.
///
/// `protocol-bench [TEXT]` measures only what has the text in its name.
@main
enum ProtocolBench {
    static func main() throws {
        let host = try MailHost("mx.example.com")
        print("one command: parsed, and its reply built            ns (min–max)       allocations")
        commands(host)
        print("\none command through the server machine, answered    ns (min–max)       allocations")
        try session(host)
        print("\na message through the server machine                GB/s (min–max)")
        bodies(host)
    }

    private static let wanted = CommandLine.arguments.dropFirst().first ?? ""

    /// The commands: those of a usual session, and some with everything.
    static let lines: [(name: String, line: String)] = [
        ("NOOP", "NOOP"), ("RSET", "RSET"), ("DATA", "DATA"), ("BDAT", "BDAT 1048576 LAST"),
        ("EHLO", "EHLO a.example.com"), ("MAIL, short names", "MAIL FROM:<ada@example.com> SIZE=2048 BODY=8BITMIME"),
        ("RCPT, short names", "RCPT TO:<bob@example.net>"),
        ("MAIL, long names", "MAIL FROM:<ada.augusta.lovelace@mail.analytical-engines.example.com> SIZE=2048"),
        ("RCPT, long names", "RCPT TO:<charles.babbage+difference@mail.analytical-engines.example.net>"),
        ("a wrong command", "HELO2 there"), ("a wrong argument", "MAIL FROM:ada@example.com"),
    ]

    private static func commands(_ host: MailHost) {
        let parser = SMTPCommandParser(postmasterHost: host)
        let accepted = SMTPReply(250, .init(2, 1, 5), "Recipient accepted")
        var output: [UInt8] = []
        output.reserveCapacity(1_024)
        for (name, line) in lines where wanted.isEmpty || name.contains(wanted) {
            let octets = Array(line.utf8)
            let cost = measure(repetitions: 200_000) {
                output.removeAll(keepingCapacity: true)
                do throws(SMTPSyntaxError) {
                    let command = try parser.parse(octets.span)
                    keep(command)
                    accepted.append(to: &output)
                } catch {
                    error.reply.append(to: &output)
                }
            }
            report(name, cost)
        }
    }

    private static func session(_ host: MailHost) throws {
        for (name, lines) in [
            ("NOOP", ["NOOP"]), ("MAIL, RSET", ["MAIL FROM:<ada@example.com>", "RSET"]),
            ("MAIL, RCPT, RCPT, RSET", ["MAIL FROM:<>", "RCPT TO:<a@example.com>", "RCPT TO:<b@example.com>", "RSET"]),
        ] where wanted.isEmpty || name.contains(wanted) {
            var configuration = SMTPServerConfiguration(hostName: host)
            configuration.maximumIdleCommands = .max
            var machine = SMTPServerMachine(configuration: configuration)
            _ = machine.start()
            _ = machine.answer(.accept)
            var output: [UInt8] = []
            output.reserveCapacity(4_096)
            feed(&machine, Array("EHLO client.example\r\n".utf8), &output)
            let octets = Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
            var cost = measure(repetitions: 200_000) {
                output.removeAll(keepingCapacity: true)
                feed(&machine, octets, &output)
            }
            let count = Double(lines.count)
            cost.nanoseconds = cost.nanoseconds.map { $0 / count }
            cost.allocations /= count
            report(name, cost)
        }
    }

    /// Does what a connection does: takes steps, answers questions, builds replies.
    private static func feed(_ machine: inout SMTPServerMachine, _ input: [UInt8], _ output: inout [UInt8]) {
        var offset = 0
        while true {
            var step = machine.next(input.span, from: &offset)
            if case .ask = step { step = machine.answer(.accept) }
            switch step {
            case .reply(let reply): reply.append(to: &output)
            case .needInput: return
            default: break
            }
        }
    }

    private static func bodies(_ host: MailHost) {
        func lines(_ line: String, _ count: Int) -> [UInt8] {
            Array(repeatElement(Array((line + "\r\n").utf8), count: count).joined())
        }
        let plain = lines(String(repeating: "x", count: 76), 13_500)
        let dotted = lines("." + String(repeating: "x", count: 75), 13_500)
        let long = lines(String(repeating: "x", count: 990), 1_060)
        for (name, body) in [
            ("DATA, lines of 76 octets", plain), ("DATA, each line begins with a dot", dotted),
            ("DATA, lines of 990 octets", long),
        ] {
            bandwidth(name, host, "DATA\r\n", body)
        }
        bandwidth("BDAT, lines of 76 octets", host, "BDAT 1000000000000\r\n", plain)
    }

    private static func bandwidth(_ name: String, _ host: MailHost, _ command: String, _ body: [UInt8]) {
        guard wanted.isEmpty || name.contains(wanted) else { return }
        var configuration = SMTPServerConfiguration(hostName: host)
        configuration.maximumMessageSize = .max / 2
        var machine = SMTPServerMachine(configuration: configuration)
        _ = machine.start()
        _ = machine.answer(.accept)
        var output: [UInt8] = []
        let opening = "EHLO client.example\r\nMAIL FROM:<>\r\nRCPT TO:<a@example.com>\r\nNOOP\r\n" + command
        feed(&machine, Array(opening.utf8), &output)
        // The header ends here, as it does in any message.
        feedBody(&machine, Array("Subject: x\r\n\r\n".utf8))
        // In pieces of 64 KiB, as they come from a socket.
        let pieces = stride(from: 0, to: body.count, by: 65_536).map { Array(body[$0..<min($0 + 65_536, body.count)]) }
        let cost = measure(repetitions: 200) {
            for piece in pieces { feedBody(&machine, piece) }
        }
        let rates = cost.nanoseconds.map { Double(body.count) / $0 }.sorted()
        let median = rates[rates.count / 2]
        let range = "\(rates.first?.text(2) ?? "")–\(rates.last?.text(2) ?? "")"
        print("  \(name.padded(to: 46)) \(median.text(2).padded(to: 6, left: true))  (\(range))")
    }

    private static func feedBody(_ machine: inout SMTPServerMachine, _ input: [UInt8]) {
        var offset = 0
        var taken = 0
        while true {
            switch machine.next(input.span, from: &offset) {
            case .body(let range): taken += range.count
            case .needInput:
                keep(taken)
                return
            default: return
            }
        }
    }

    private static func report(_ name: String, _ cost: Cost) {
        let range = "(\(cost.minimum.text(0))–\(cost.maximum.text(0)))"
        print(
            "  \(name.padded(to: 46)) \(cost.median.text(1).padded(to: 6, left: true))  \(range.padded(to: 12))"
                + "  \(cost.allocations.text(2).padded(to: 6, left: true))")
    }
}
