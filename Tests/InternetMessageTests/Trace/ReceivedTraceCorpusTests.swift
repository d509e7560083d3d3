import Foundation
import InternetMessage
import MailAddressing
import TestSupport
import Testing

/// Received fields of real mail, read as mail-parser reads them.
@Suite("Received fields in the corpora of others")
struct ReceivedTraceCorpusTests {
    private struct Entry: Decodable {
        struct Host: Decodable {
            var name: String?
            var address: String?

            var text: String? { name ?? address }

            private enum CodingKeys: String, CodingKey {
                case name = "Name"
                case address = "IpAddr"
            }
        }
        struct Date: Decodable {
            var year: Int
            var month: Int
            var day: Int
            var hour: Int
            var minute: Int
            var second: Int
            var isWest: Bool
            var zoneHours: Int
            var zoneMinutes: Int

            var text: String {
                let zone = zoneHours * 60 + zoneMinutes
                return "\(year)-\(month)-\(day) \(hour):\(minute):\(second) \(isWest && zone > 0 ? "-" : "+")\(zone)"
            }

            private enum CodingKeys: String, CodingKey {
                case year
                case month
                case day
                case hour
                case minute
                case second
                case isWest = "tz_before_gmt"
                case zoneHours = "tz_hour"
                case zoneMinutes = "tz_minute"
            }
        }
        struct Expected: Decodable {
            var from: Host?
            var address: String?
            var name: String?
            var by: Host?
            var recipient: String?
            var with: String?
            var version: String?
            var cipher: String?
            var id: String?
            var helo: Host?
            var via: String?
            var date: Date?

            private enum CodingKeys: String, CodingKey {
                case from
                case address = "from_ip"
                case name = "from_iprev"
                case by
                case recipient = "for_"
                case with
                case version = "tls_version"
                case cipher = "tls_cipher"
                case id
                case helo
                case via
                case date
            }
        }
        var header: String
        var expected: Expected
    }

    /// The parts of a field in which we differ, each with what is expected and what we found.
    private static func differences(_ expected: Entry.Expected, _ trace: ReceivedTrace) -> [(String, String)] {
        let date = trace.date.map { short($0.text) }
        let parts: [(String, String?, String?)] = [
            ("from", expected.from?.text, trace.from.map(bare)),
            ("address", expected.address, trace.clientAddress?.description),
            ("name", expected.name, trace.clientName),
            ("by", expected.by?.text, trace.by.map(bare)),
            ("for", expected.recipient, trace.recipient),
            ("cipher", expected.cipher, trace.tlsCipher),
            ("version", expected.version.map(digits), trace.tlsVersion.map(digits)),
            ("id", expected.id, trace.identifier),
            ("helo", expected.helo?.text, trace.greeting.map(bare)),
            ("via", expected.via, trace.via),
            ("date", expected.date?.text, date),
        ]
        var found = parts.filter { $0.1 != $0.2 }.map { ($0.0, "\($0.1 ?? "nil") / \($0.2 ?? "nil")") }
        // They name protocols from a list of their own; the words of the field must hold that name.
        if let name = expected.with, trace.with?.lowercased().contains(name.lowercased()) != true {
            found.append(("with", "\(name) / \(trace.with ?? "nil")"))
        }
        return found
    }

    /// An address without its brackets.
    private static func bare(_ text: String) -> String {
        text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
    }

    /// A version of TLS as its two numbers.
    private static func digits(_ version: String) -> String {
        let digits = version.filter(\.isNumber)
        return digits.count == 1 ? digits + "0" : digits
    }

    private static func short(_ date: String) -> String {
        let parts = date.split(whereSeparator: { " ,:".contains($0) }).map(String.init)
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard parts.count == 8, let month = months.firstIndex(of: parts[2]), let zone = Int(parts[7].dropFirst()) else {
            return date
        }
        let numbers = [parts[4], parts[5], parts[6]].map { "\(Int($0) ?? -1)" }.joined(separator: ":")
        return "\(parts[3])-\(month + 1)-\(parts[1]) \(numbers) \(parts[7].prefix(1))\(zone / 100 * 60 + zone % 100)"
    }

    private static let identReason = "the address behind the name of a user is read too"
    private static let asctimeReason = "the year stands last and is read as such"
    private static let yearReason = "a year of two digits under 50 is of this century (RFC 5322, section 4.3)"
    private static let zoneReason = "the zone has a meaning (RFC 5322, section 4.3)"
    private static let slashReason = "a word is kept whole, with its slash"
    private static let protocolReason = "the protocol stays as it is written"
    static let explained: [Int: String] = [
        13: asctimeReason, 117: asctimeReason, 118: asctimeReason,
        28: slashReason, 29: slashReason, 30: slashReason, 125: slashReason,
        64: identReason, 86: identReason, 87: identReason, 97: identReason, 116: identReason, 119: identReason,
        67: zoneReason, 163: zoneReason,
        89: yearReason, 90: yearReason, 128: yearReason,
        98: protocolReason, 113: protocolReason,
        107: "a port behind the name stays",
        123: "of a clause that comes twice the first counts",
        144: "a fraction of a second does not take the seconds away",
        151: "\(asctimeReason); what stands in the place of a name stays",
        153: "a recipient needs no at sign",
        154: "what is called the cipher is the cipher",
        155: "`with` is no clause as a part of a word",
        165: "what qmail says of itself is no clause", 171: "what Postfix says of itself is no clause",
    ]

    @Test(
        "are read as mail-parser reads them",
        .enabled(if: Corpora.has("mime-mail-parser/headers/received.json"), "needs the corpora of others"))
    func corpus() throws {
        let entries = try JSONDecoder().decode(
            [Entry].self, from: Corpora.data("mime-mail-parser/headers/received.json"))
        var comparison = CorpusComparison("mime-mail-parser/headers/received.json", explained: Self.explained)
        for (number, entry) in entries.enumerated() {
            let trace = ReceivedTrace(parsing: CorpusComparison.value(entry.header))
            let differences = Self.differences(entry.expected, trace)
            comparison.add(number, agrees: differences.isEmpty, "\(differences)")
        }
        comparison.finish(expecting: 181)
    }
}
