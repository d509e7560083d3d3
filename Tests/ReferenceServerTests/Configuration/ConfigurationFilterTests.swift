import MailAddressing
import Testing

@testable import ReferenceServer

@Suite("The section filter")
struct ConfigurationFilterTests {
    @Test(
        "asks nobody when it is left out, or empty",
        arguments: ["", "filter:\n", "filter: {}\n", "filter: { rspamd: }\n"])
    func defaults(text: String) throws {
        let loaded = try ConfigurationFixture.decode(text)
        #expect(loaded.configuration.filter == ServerConfiguration.Filter())
        #expect(loaded.notices.isEmpty)
    }

    @Test("has lists, and an rspamd")
    func values() throws {
        let text = """
            filter:
              allow-lists:
                - { zone: Allow.example.net, answers: ["127.0.0-255.1-3"] }
              block-lists:
                - { zone: key.block.example.net, name: block }
                - zone: other.example.net
              rspamd:
                url: HTTPS://Filter.example.net:443/
                password-file: rspamd.password
                timeout: 5s
                unavailable: defer
                largest-message: 1MiB
            """
        let loaded = try ConfigurationFixture.decode(text)
        let filter = loaded.configuration.filter
        #expect(loaded.notices.isEmpty)
        #expect(filter.allowLists.map(\.name) == ["allow.example.net"])
        #expect(filter.blockLists.map(\.zone.text) == ["key.block.example.net", "other.example.net"])
        #expect(filter.blockLists.map(\.name) == ["block", "other.example.net"])
        #expect(filter.blockLists.allSatisfy { $0.answers.isEmpty })
        let rspamd = try #require(filter.rspamd)
        #expect("\(rspamd.origin)" == "https://filter.example.net:443")
        #expect(rspamd.passwordFile == "/etc/waxwing/rspamd.password")
        #expect(rspamd.timeout == .seconds(5) && rspamd.unavailable == .defer && rspamd.largestMessage == 1_048_576)
    }

    @Test(
        "takes the URL of any host, without a path",
        arguments: [
            ("http://127.0.0.1:11333", "http://127.0.0.1:11333"), ("http://[::1]:11333/", "http://[::1]:11333"),
            ("http://10.1.2.3:80", "http://10.1.2.3:80"), ("https://rspamd:443", "https://rspamd:443"),
        ])
    func origins(text: String, expected: String) throws {
        let loaded = try ConfigurationFixture.decode("filter: { rspamd: { url: \"\(text)\" } }\n")
        #expect(loaded.configuration.filter.rspamd.map { "\($0.origin)" } == expected)
    }

    @Test(
        "says which answers of a list count",
        arguments: [
            ("127.0.0.2", "127.0.0.2", true), ("127.0.0.2", "127.0.0.3", false), ("127.0.0.2-11", "127.0.0.11", true),
            ("127.0.0.2-11", "127.0.0.12", false), ("127.0.0-255.1-3", "127.0.9.2", true),
            ("127.0.0-255.1-3", "127.0.9.0", false), ("127.0.0.0-255", "::7f00:1", false),
        ])
    func patterns(pattern: String, address: String, isMeant: Bool) throws {
        let pattern = try #require(ServerConfiguration.ListAnswerPattern(pattern))
        #expect(pattern.contains(try #require(IPAddress(address))) == isMeant)
    }

    @Test(
        "takes nothing else for an answer",
        arguments: [
            "", "127.0.0", "127.0.0.2.3", "127.0.0.256", "128.0.0.2", "126-127.0.0.2", "127.0.0.9-2", "127.0.0.",
            "127.0.0.-2", "127.0.0.2-", "127.0.0.2-3-4", "127.0.0.2-127.0.0.11", "127.0.0.+2", "127.0.0.0002",
            "127.0.0.٢", "::1", "127.0.0.2/32",
        ])
    func noPatterns(text: String) {
        #expect(ServerConfiguration.ListAnswerPattern(text) == nil)
    }

    @Test("names what makes no sense", arguments: mistakes)
    func mistake(_ mistake: MistakeCase) {
        #expect(ConfigurationFixture.lines(mistake.text) == mistake.expected)
    }

    private static let mistakes: [MistakeCase] = [
        MistakeCase(
            "filter: { block-list: [] }\n", "1:11: filter.block-list: unknown key; did you mean block-lists?"),
        MistakeCase(
            "filter: { block-lists: [{ name: a }] }\n",
            "1:25: filter.block-lists[0].zone: is missing and has no default"),
        MistakeCase(
            "filter: { block-lists: [{ zone: a.example }, { zone: A.example }] }\n",
            "1:46: filter.block-lists[1]: a.example is already the zone of another list"),
        MistakeCase(
            "filter: { block-lists: [{ zone: a.example, answers: [127.0.0.2-127.0.0.11] }] }\n",
            """
            1:54: filter.block-lists[0].answers[0]: "127.0.0.2-127.0.0.11" is no answer of a list; accepted: an \
            address such as 127.0.0.2, with ranges as in 127.0.0.2-11
            """),
        MistakeCase(
            "filter: { block-lists: [{ zone: a.example, answers: [] }] }\n",
            "1:53: filter.block-lists[0].answers: names no answer; leave it out for all"),
        MistakeCase(
            "filter: { block-lists: [{ zone: a.example, name: \"a b\" }] }\n",
            """
            1:50: filter.block-lists[0].name: "a b" is no name of a list; accepted: letters, digits, -, _ and ., 64 at \
            most
            """),
        MistakeCase(
            "filter: { rspamd: { timeout: 5s } }\n", "1:19: filter.rspamd.url: is missing and has no default"),
        MistakeCase(
            "filter: { rspamd: { url: \"http://127.0.0.1:11333\", timeout: 1h } }\n",
            "1:61: filter.rspamd.timeout: 1h is out of range; accepted: 100ms to 2m"),
        MistakeCase(
            "filter: { rspamd: { url: \"http://127.0.0.1:11333\", unavailable: reject } }\n",
            "1:65: filter.rspamd.unavailable: \"reject\" is not accepted; accepted: accept, defer"),
        MistakeCase(
            "filter: { rspamd: { url: \"127.0.0.1:11333\" } }\n",
            """
            1:26: filter.rspamd.url: is no URL of a web server; accepted: http://HOST:PORT or https://HOST:PORT
            """),
        MistakeCase(
            "filter: { rspamd: { url: \"http://me:secret@127.0.0.1:11333\" } }\n",
            """
            1:26: filter.rspamd.url: holds credentials; a password stands in the file that password-file names
            """),
        MistakeCase(
            "filter: { rspamd: { url: \"http://127.0.0.1:11333/checkv2\" } }\n",
            "1:26: filter.rspamd.url: has more than scheme, host and port; accepted: http://HOST:PORT"),
        MistakeCase(
            "filter: { rspamd: { url: \"http://127.0.0.1:0\" } }\n",
            "1:26: filter.rspamd.url: port 0 is not accepted; accepted: 1 to 65535"),
        MistakeCase(
            "filter: { rspamd: { url: \"http://a_b:80\" } }\n",
            "1:26: filter.rspamd.url: \"a_b\" is neither a host name nor an IP address"),
    ]

    @Test("has a notice where it does nothing")
    func notices() throws {
        let allowing = try ConfigurationFixture.decode("filter: { allow-lists: [{ zone: a.example }] }\n")
        #expect(
            allowing.notices.map(\.description) == [
                "waxwing.yaml:1:11: filter.allow-lists: has no effect without an entry in filter.block-lists"
            ])
        let closed = try ConfigurationFixture.decode("listeners: []\nfilter: { block-lists: [{ zone: a.example }] }\n")
        #expect(
            closed.notices.map(\.description) == [
                "waxwing.yaml:2:1: filter: has no effect without a listener of kind mx"
            ])
    }

    @Test("has no list whose zone leaves no room for an address")
    func longZone() {
        let zone = Array(repeating: String(repeating: "a", count: 62), count: 3).joined(separator: ".") + ".ab"
        let problems = ConfigurationFixture.problems("filter: { block-lists: [{ zone: \(zone) }] }\n")
        #expect(problems.map(\.keyPath) == ["filter.block-lists[0].zone"])
        #expect(problems.first?.message.hasPrefix("is longer than 189 octets") == true)
    }
}
