import MailAddressing
import Testing

@testable import ReferenceServer

@Suite("The file that is written when there is none")
struct DefaultConfigurationTests {
    @Test("It is accepted without a notice", arguments: ["mail.example.test", "localhost", "a1b2c3"])
    func roundTrip(name: String) throws {
        let hostname = try DomainName(name)
        let text = DefaultConfiguration.text(hostname: hostname)
        let loaded = try ConfigurationFixture.decode(text, machineName: name)
        #expect(loaded.notices.isEmpty)
        #expect(loaded.configuration.hostname == hostname)
    }

    @Test("It says what is the default anyway, but for relaying from loopback and one key")
    func sameAsDefaults() throws {
        let hostname = try DomainName("mail.example.test")
        var written = try ConfigurationFixture.decode(DefaultConfiguration.text(hostname: hostname)).configuration
        #expect(written.listeners.map { $0.relayFrom.map { $0.description } } == [["127.0.0.0/8"]])
        let key = try #require(written.signing.keys.first)
        #expect(key.domain == hostname)
        #expect(key.selector.text == "waxwing")
        #expect(key.keyFile == "/etc/waxwing/waxwing-data/dkim/waxwing.pem")
        written.listeners = ServerConfiguration.Listener.standard
        written.signing.keys = []
        let defaults = try ConfigurationFixture.decode("").configuration
        #expect(written == defaults)
    }

    @Test("Every key occurs in it", arguments: ConfigurationKeys.all)
    func everyKey(path: String) throws {
        let name = try #require(path.split(separator: ".").last)
        let hostname = try DomainName("mail.example.test")
        let text = DefaultConfiguration.text(hostname: hostname)
        #expect(text.contains("\n\(name):") || text.contains(" \(name):"))
    }

    @Test("What is commented out is right as soon as this version can do it")
    func uncommented() throws {
        let hostname = try DomainName("mail.example.test")
        let text = DefaultConfiguration.text(hostname: hostname)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> Substring in
            let isHeading = line.hasPrefix("# Waxwing") || line.hasPrefix("# Durations")
            let isEntry = !isHeading && line.drop { $0 == " " }.hasPrefix("# ")
            return isEntry ? line.replacing("# ", with: "", maxReplacements: 1) : line
        }
        let problems = ConfigurationFixture.problems(lines.joined(separator: "\n"))
        #expect(problems.map(\.description) == [])
    }

    @Test("It ends with one newline, has no tab, and its lines are short")
    func form() throws {
        let hostname = try DomainName("mail.example.test")
        let text = DefaultConfiguration.text(hostname: hostname)
        #expect(text.hasSuffix("nowhere\n"))
        #expect(!text.contains("\t"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 120 })
    }
}
