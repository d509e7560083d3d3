import Foundation
import MailAddressing
import Testing

@testable import ReferenceServer

@Suite("The configuration reference")
struct ConfigurationReferenceTests {
    private let reference: ConfigurationReference

    init() throws {
        reference = try #require(ConfigurationReference(hostname: try DomainName("mail.example.org")))
    }

    @Test("Each key is explained in sentences, and has what it takes")
    func explained() {
        for path in ConfigurationKeys.all {
            let explanation = reference.explanation(of: path)
            #expect(explanation.count > 5 && explanation.hasSuffix("."), "\(path) has no explanation: write one")
            #expect(!explanation.contains("\n"))
            #expect(!reference.shape(of: path).isEmpty)
        }
    }

    @Test(
        "What a key takes and what it is by default",
        arguments: [
            ("hostname", "a domain such as mail.example.com", "–, such as `mail.example.org`"),
            ("storage", "`sqlite` or `memory`", "`sqlite`"),
            ("spool-threshold", "a size, 0 to 256MiB", "`64KiB`"),
            ("limits.handshake-timeout", "a duration, 1s to 1h", "`30s`"),
            ("delivery.retry.delay-notice", "a duration, 0s to 365d, or never", "`4h`"),
            ("delivery.retry.jitter", "a number from 0.0 to 1.0", "`0.2`"),
            ("delivery.port", "a whole number from 1 to 65535", "`25`"),
            ("delivery.dane", "true or false", "`true`"),
            (
                "listeners[].address", "an address and a port, such as `\"127.0.0.1:2525\"`",
                "required, such as `\"127.0.0.1:2525\"`"
            ),
            ("listeners", "a list of listeners, each with an address", "–"),
            (
                "delivery.routes[].to", "a list of domains, such as `\"*.example.com\"`, or one of them",
                "–, such as `[mail.example.org]`"
            ),
            ("delivery.routes[].relay", "a list of hosts, each with a host, or one of them", "–"),
            ("delivery.smart.window", "a duration, 1m to 30d", "`6h`"),
            ("delivery.pool.connections", "a whole number from 1 to 1000000", "–, such as `2000`"),
            ("dns.servers", "a list of addresses such as `\"127.0.0.1:53\"`", "`[]`"),
            ("delivery", "a mapping", "–"),
        ])
    func examples(path: String, shape: String, standard: String) {
        #expect(reference.shape(of: path) == shape)
        #expect(reference.standard(of: path) == standard)
    }

    @Test("Each key is in the text once, in the order of the file")
    func complete() {
        let heads = reference.text.split(separator: "\n").compactMap { line -> String? in
            guard line.hasPrefix("| `") || line.hasPrefix("## `") else { return nil }
            let parts = line.split(separator: "`", maxSplits: 2)
            return parts.count > 1 ? String(parts[1]) : nil
        }
        #expect(heads.sorted() == ConfigurationKeys.all.sorted())
        #expect(
            reference.keys(in: "delivery.retry").prefix(3) == [
                "delivery.retry.first", "delivery.retry.factor", "delivery.retry.max",
            ])
        #expect(reference.keys(in: "").first == "hostname")
    }

    @Test("The cells of its tables are whole: four in each row")
    func tables() {
        for line in reference.text.split(separator: "\n") where line.hasPrefix("| `") && line.contains("` | ") {
            #expect(line.hasSuffix(" |"))
            #expect(line.replacing("\\|", with: "").split(separator: " | ").count == 4, "\(line)")
        }
    }

    @Test("No explanation is of a key that does not exist, and none stands twice")
    func explanations() {
        let explanations = ConfigurationReference.explanations
        #expect(Set(explanations.map(\.path)).count == explanations.count)
        for (path, _) in explanations {
            let names = path.split(separator: ".")
            let isKnown = ConfigurationKeys.all.contains { key in
                let parts = key.split(separator: ".")
                return parts.count == names.count && zip(names, parts).allSatisfy { $0 == "*" || $0 == $1 }
            }
            #expect(isKnown, "\(path)")
        }
    }

    @Test("docs/configuration.md is this text")
    func file() throws {
        let path = URL(filePath: #filePath).appending(path: "../../../../docs/configuration.md").standardizedFileURL
        let written = try String(contentsOf: path, encoding: .utf8)
        let isSame = written == (try ConfigurationReference.text())
        #expect(isSame, "write it anew: waxwing config reference > docs/configuration.md")
    }
}
