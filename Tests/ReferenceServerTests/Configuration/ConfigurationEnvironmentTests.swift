import MailAddressing
import Testing

@testable import ReferenceServer

@Suite("What the environment sets")
struct ConfigurationEnvironmentTests {
    /// Variables, and a file that says the same.
    struct SameCase: Sendable, CustomTestStringConvertible {
        let environment: [String: String]
        let text: String

        init(_ environment: [String: String], _ text: String) {
            self.environment = environment
            self.text = text
        }

        var testDescription: String { text }
    }

    @Test(
        "A value is read as if it stood in the file",
        arguments: [
            SameCase(["WAXWING_HOSTNAME": "a.example"], "hostname: a.example"),
            SameCase(["WAXWING_DATA": "queue"], "data: queue"),
            SameCase(["WAXWING_STORAGE": "memory"], "storage: memory"),
            SameCase(["WAXWING_STORAGE": " 'memory' # for a test\n"], "storage: memory"),
            SameCase(["WAXWING_SPOOL_THRESHOLD": "1MiB"], "spool-threshold: 1MiB"),
            SameCase(["WAXWING_DELIVERY__RETRY__FIRST": "1m"], "delivery: { retry: { first: 1m } }"),
            SameCase(["WAXWING_DELIVERY__RETRY__JITTER": "0.5"], "delivery: { retry: { jitter: 0.5 } }"),
            SameCase(["WAXWING_DELIVERY__MTA_STS": "false"], "delivery: { mta-sts: false }"),
            SameCase(["WAXWING_DELIVERY__PORT": "2525"], "delivery: { port: 2525 }"),
            SameCase(
                ["WAXWING_DELIVERY__RETRY__CLASSES__LOCAL__FIRST": "1m"],
                "delivery: { retry: { classes: { local: { first: 1m } } } }"),
            SameCase(["WAXWING_HTTP__ADDRESS": "127.0.0.1:80"], "http: { address: \"127.0.0.1:80\" }"),
            SameCase(["WAXWING_HTTP__ADDRESS": "\"[::1]:80\""], "http: { address: \"[::1]:80\" }"),
            SameCase(["WAXWING_DNS__SERVERS": "[\"127.0.0.1:53\"]"], "dns: { servers: [\"127.0.0.1:53\"] }"),
            SameCase(["WAXWING_DNS__SERVERS": "- 127.0.0.1:53"], "dns: { servers: [\"127.0.0.1:53\"] }"),
            SameCase(
                ["WAXWING_LISTENERS": "[{ address: \"127.0.0.1:2525\", kind: mx }, { address: \"[::1]:25\" }]"],
                "listeners: [{ address: \"127.0.0.1:2525\", kind: mx }, { address: \"[::1]:25\" }]"),
            SameCase(
                ["WAXWING_DNS": "{ servers: [\"127.0.0.1:53\"], trust-authenticated: never }"],
                "dns: { servers: [\"127.0.0.1:53\"], trust-authenticated: never }"),
            SameCase(
                ["WAXWING_DNS": "{ trust-authenticated: never }", "WAXWING_DNS__TRUST_AUTHENTICATED": "always"],
                "dns: { trust-authenticated: always }"),
            SameCase(
                ["WAXWING_DNS": "~", "WAXWING_DNS__TRUST_AUTHENTICATED": "always"],
                "dns: { trust-authenticated: always }"),
        ])
    func same(_ example: SameCase) throws {
        let expected = try ConfigurationFixture.decode(example.text).configuration
        for text in ["", "~", "# nothing\n"] {
            let loaded = try ConfigurationFixture.decode(text, environment: example.environment)
            #expect(loaded.configuration == expected)
        }
    }

    @Test("It goes before the file, and leaves the rest of a section as it stands there")
    func precedence() throws {
        let text = """
            storage: memory
            dns: { servers: ["192.0.2.1:53"], trust-authenticated: never }
            limits:
            http: { address: "127.0.0.1:80" }
            listeners: [{ address: "127.0.0.1:25" }, { address: "127.0.0.1:26" }]
            """
        let environment = [
            "WAXWING_STORAGE": "sqlite", "WAXWING_DNS__SERVERS": "[]", "WAXWING_LIMITS__ERRORS": "5",
            "WAXWING_HTTP": "~", "WAXWING_LISTENERS": "[{ address: \"127.0.0.1:27\" }]",
        ]
        let configuration = try ConfigurationFixture.decode(text, environment: environment).configuration
        let same = """
            dns: { servers: [], trust-authenticated: never }
            limits: { errors: 5 }
            listeners: [{ address: "127.0.0.1:27" }]
            """
        #expect(configuration == (try ConfigurationFixture.decode(same).configuration))
    }

    @Test("A mistake of the file is forgotten where the environment has the value, but not a repeated key")
    func mistakesOfTheFile() {
        let environment = ["WAXWING_STORAGE": "memory"]
        #expect(ConfigurationFixture.problems("storage: memry\n", environment: environment).isEmpty)
        let lines = ConfigurationFixture.problems("storage: a\nstorage: b\n", environment: environment)
        #expect(lines.map(\.description) == ["waxwing.yaml:2:1: storage: is given twice; the first is on line 1"])
    }

    @Test("Each key outside of lists has a variable of its own, none of them reserved")
    func variables() {
        let paths = ConfigurationKeys.all.filter { !$0.contains("[]") }
        #expect(Set(ConfigurationEnvironment.paths.values) == Set(paths))
        #expect(ConfigurationEnvironment.reserved.isDisjoint(with: ConfigurationEnvironment.paths.keys))
        #expect(ConfigurationEnvironment.variable(for: "delivery.mta-sts") == "WAXWING_DELIVERY__MTA_STS")
    }

    @Test("Each variable is read: a nonsense value is noticed", arguments: ConfigurationEnvironment.paths.keys.sorted())
    func everyVariableIsRead(variable: String) throws {
        let path = try #require(ConfigurationEnvironment.paths[variable])
        let problems = ConfigurationFixture.problems("", environment: [variable: "[[x]]"])
        #expect(problems.contains { $0.keyPath.hasPrefix(path) && $0.position.variable == variable })
    }

    @Test("Which keys it sets is told by a notice, without their values")
    func notice() throws {
        let environment = ["WAXWING_HOSTNAME": "a.example", "WAXWING_DELIVERY__PORT": "26", "HOME": "/root"]
        let notices = try ConfigurationFixture.decode("", environment: environment).notices
        #expect(notices.map(\.description) == ["environment WAXWING_*: sets delivery.port, hostname"])
        #expect(try ConfigurationFixture.decode("", environment: ["HOME": "/root"]).notices.isEmpty)
    }

    @Test("A file is loaded with it")
    func load() throws {
        try TemporaryFolder.with { folder in
            let path = try folder.write(Array("hostname: a.example\n".utf8), to: "w.yaml")
            let loaded = try ConfigurationLoader.load(path: path, environment: ["WAXWING_DATA": "d"])
            #expect(loaded.configuration.hostname.text == "a.example")
            #expect(loaded.configuration.dataPath == "\(folder.path)/d")
        }
    }
}
