import SMTPTransport
import Testing

@testable import ReferenceServer

@Suite("Mistakes in the environment")
struct ConfigurationEnvironmentMistakeTests {
    /// Variables and the lines that are printed for them.
    struct VariableCase: Sendable, CustomTestStringConvertible {
        let environment: [String: String]
        let expected: [String]

        init(_ environment: [String: String], _ expected: String...) {
            self.environment = environment
            self.expected = expected.map { "environment \($0)" }
        }

        var testDescription: String { "\(environment)" }
    }

    @Test(
        "A mistake is told with the name of the variable",
        arguments: [
            VariableCase(
                ["WAXWING_STORAGE": "memry"],
                """
                WAXWING_STORAGE: storage: "memry" is not accepted; accepted: sqlite, memory; did you mean memory?
                """),
            VariableCase(
                ["WAXWING_STORAGE": "", "WAXWING_DNS__SERVERS": " "],
                "WAXWING_DNS__SERVERS: dns.servers: is a single value; expected a list of addresses such as \"127.0.0.1:53\"",
                "WAXWING_STORAGE: storage: is empty; expected one of: sqlite, memory"),
            VariableCase(
                ["WAXWING_DNS__SERVERS": "127.0.0.1:53"],
                """
                WAXWING_DNS__SERVERS: dns.servers: is a single value; expected a list of addresses such as \
                "127.0.0.1:53"; did you mean ["127.0.0.1:53"]?
                """),
            VariableCase(
                ["WAXWING_LISTENERS": "[{ address: \"127.0.0.1:25\" }, { adress: x }]"],
                "WAXWING_LISTENERS: listeners[1].address: is missing and has no default",
                "WAXWING_LISTENERS: listeners[1].adress: unknown key; did you mean address?"),
            VariableCase(
                ["WAXWING_HTTP__ADDRESS": "[::1]:80"],
                """
                WAXWING_HTTP__ADDRESS: http.address: is no YAML: while parsing a flow node, did not find expected node \
                content (an address with brackets stands in quotes, as in "[::1]:2525"), at column 2 of the value
                """),
            VariableCase(
                ["WAXWING_LIMITS__MEMORY": "32MiB", "WAXWING_LIMITS__MESSAGE_SIZE": "1GiB"],
                "WAXWING_LIMITS__MEMORY: limits.memory: is less than one message of message-size needs"),
            VariableCase(
                ["WAXWING_STORAGE": "memory", "WAXWING_LIMITS__MESSAGE_SIZE": "1GiB"],
                "WAXWING_LIMITS__MESSAGE_SIZE: limits.memory: is less than one message of message-size needs"),
            VariableCase(
                ["WAXWING_DNS": "{ servers: [], servers: [] }"], "WAXWING_DNS: dns: has servers twice in one mapping"),
            VariableCase(
                ["WAXWING_DELIVERY__RETRY": "{ first: 5m, first: 6m, max: @ }"],
                """
                WAXWING_DELIVERY__RETRY: delivery.retry: is no YAML: while scanning for the next token, found character \
                that cannot start any token, at column 30 of the value
                """),
        ])
    func mistakes(_ example: VariableCase) {
        let storage = example.environment.keys.contains { $0.hasPrefix("WAXWING_LIMITS") } ? "storage: memory" : ""
        let problems = ConfigurationFixture.problems(storage, environment: example.environment)
        #expect(problems.map(\.description) == example.expected)
    }

    @Test("Mistakes of the file come first, and all are found in one run")
    func order() {
        let environment = ["WAXWING_STORAGE": "x", "WAXWING_DNS__SERVERS": "x", "WAXWING_HOSTNAME": "-"]
        let problems = ConfigurationFixture.problems("durability: x\nlimits: []\n", environment: environment)
        #expect(problems.map(\.keyPath) == ["durability", "limits", "dns.servers", "hostname", "storage"])
    }

    @Test("A value larger than a file is refused")
    func large() {
        let value = String(repeating: "#", count: ConfigurationLoader.maximumSize + 1)
        let problems = ConfigurationFixture.problems("", environment: ["WAXWING_DATA": value])
        #expect(problems.map(\.description) == ["environment WAXWING_DATA: data: is larger than 1MiB"])
    }

    @Test(
        "A variable that sets no key gets a notice with the nearest one",
        arguments: [
            ("WAXWING_STORGE", "WAXWING_STORAGE"), ("WAXWING_HTTP_ADDRESS", "WAXWING_HTTP__ADDRESS"),
            ("WAXWING_delivery__port", "WAXWING_DELIVERY__PORT"), ("WAXWING_LISTENERS__0__KIND", "WAXWING_LISTENERS"),
            ("WAXWING_HOST", "WAXWING_HOSTNAME"), ("WAXWING_XYZZY", nil), ("WAXWING_", nil),
            ("WAXWING_A\u{1B}[2J\nB", nil), ("WAXWING_" + String(repeating: "__", count: 10_000), nil),
        ])
    func unknown(variable: String, nearest: String?) throws {
        let notices = try ConfigurationFixture.decode("", environment: [variable: "hunter2"]).notices
        let hint = nearest.map { "; did you mean \($0)?" } ?? ""
        let name = PrintableText.plain(variable)
        #expect(notices.map(\.description) == ["environment \(name): sets no key\(hint)"])
        #expect(notices.allSatisfy { !$0.description.contains { $0.isNewline || $0 == "\u{1B}" } })
    }

    @Test("Variables that mean something else are left alone, also those of a relay's password")
    func reserved() throws {
        var environment = Dictionary(uniqueKeysWithValues: ConfigurationEnvironment.reserved.map { ($0, "1") })
        for name in InheritedSockets.variables { environment[name] = "1" }
        environment["waxwing_storage"] = "x"
        #expect(try ConfigurationFixture.decode("", environment: environment).notices.isEmpty)
        let relay = "{ host: \"smtp.example.net:587\", username: me, password-environment: WAXWING_RELAY_PASSWORD }"
        for text in ["{ mode: relay, relay: [\(relay)] }", "{ routes: [{ name: a, to: a.example, relay: \(relay) }] }"]
        {
            let secret = ["WAXWING_RELAY_PASSWORD": "hunter2"]
            #expect(try ConfigurationFixture.decode("delivery: \(text)\n", environment: secret).notices.isEmpty)
        }
    }
}
