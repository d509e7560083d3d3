import InternetMessage
import MailAddressing

/// Headers for tests, line by line.
enum HeaderExample {
    /// The octets of lines, each with its CRLF.
    static func octets(_ lines: [String]) -> [UInt8] { lines.flatMap { Array($0.utf8) + [13, 10] } }

    /// The header of lines; an empty one ends it.
    static func header(_ lines: [String]) throws -> MessageHeader { try MessageHeader(parsing: octets(lines)) }

    /// The lines of octets without their line ends.
    static func lines(_ octets: [UInt8]) -> [String] {
        var lines: [[UInt8]] = [[]]
        for octet in octets {
            if octet == 10, lines.last?.last == 13 {
                lines[lines.count - 1].removeLast()
                lines.append([])
            } else {
                lines[lines.count - 1].append(octet)
            }
        }
        return lines.dropLast().map { String(decoding: $0, as: UTF8.self) }
    }
}
