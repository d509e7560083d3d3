import Foundation
import Testing

@testable import ReferenceServer

@Suite("What the environment cannot do")
struct ConfigurationEnvironmentSafetyTests {
    /// Variables whose values reach for more than their key.
    struct ReachingCase: Sendable, CustomTestStringConvertible {
        let variable: String
        let value: String
        let kind: ConfigurationProblem.Kind

        init(_ variable: String, _ value: String, _ kind: ConfigurationProblem.Kind) {
            self.variable = variable
            self.value = value
            self.kind = kind
        }

        var testDescription: String { "\(variable)=\(value)" }
    }

    @Test(
        "A value stays within its key",
        arguments: [
            ReachingCase("WAXWING_DURABILITY", "full\nstorage: memory", .syntax),
            ReachingCase("WAXWING_DURABILITY", "full, storage: memory", .wrongType),
            ReachingCase("WAXWING_DURABILITY", "full }\nstorage: memory", .syntax),
            ReachingCase("WAXWING_DURABILITY", "full\n---\nstorage: memory", .syntax),
            ReachingCase("WAXWING_DURABILITY", "full\n...\nstorage: memory", .syntax),
            ReachingCase("WAXWING_DURABILITY", "storage: memory", .wrongType),
            ReachingCase("WAXWING_DURABILITY", "{ durability: full, storage: memory }", .wrongType),
            ReachingCase("WAXWING_DURABILITY", "<<: { storage: memory }", .wrongType),
            ReachingCase("WAXWING_DURABILITY", "full\nnone", .invalidValue),
            ReachingCase("WAXWING_DURABILITY", "\"full\\nstorage: memory\"", .invalidValue),
            ReachingCase("WAXWING_DURABILITY", "full\u{7}", .syntax),
            ReachingCase("WAXWING_DURABILITY", "*name", .syntax),
            ReachingCase("WAXWING_DURABILITY", "%YAML 9.9\n---\nfull", .syntax),
            ReachingCase("WAXWING_DNS", "{ servers: [], storage: memory }", .unknownKey),
            ReachingCase("WAXWING_DNS", "{ <<: { servers: [] } }", .unknownKey),
            ReachingCase("WAXWING_LISTENERS", String(repeating: "[", count: 100_000), .syntax),
        ])
    func reaching(_ example: ReachingCase) {
        let environment = [example.variable: example.value]
        let problems = ConfigurationFixture.problems("hostname: &name a.example\n", environment: environment)
        #expect(problems.map(\.kind) == [example.kind])
        #expect(problems.allSatisfy { $0.position.variable == example.variable })
        #expect(problems.allSatisfy { !$0.description.contains { $0.isNewline } })
    }

    @Test("Anchors, aliases and tags mean what they mean in the file", arguments: ["&a full", "!!str full", "!x full"])
    func ornaments(value: String) throws {
        let loaded = try ConfigurationFixture.decode("", environment: ["WAXWING_DURABILITY": value])
        #expect(loaded.configuration.durability == .full)
        let servers = "[&a \"127.0.0.1:53\", *a]"
        let configuration = try ConfigurationFixture.decode("", environment: ["WAXWING_DNS__SERVERS": servers])
        #expect(configuration.configuration.dns.servers.count == 2)
    }

    @Test("Aliases of aliases take no more room than they are written in")
    func manyAliases() {
        var value = "[&a0 [x, x, x, x, x, x, x, x, x, x]"
        for level in 1...20 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            value += ", &a\(level) [\(aliases)]"
        }
        let problems = ConfigurationFixture.problems("", environment: ["WAXWING_LISTENERS": value + "]"])
        #expect(problems.count == 21)
        #expect(problems.allSatisfy { $0.kind == .wrongType })
    }

    @Test("What may be a secret is in no message", arguments: ConfigurationEnvironment.paths.keys.sorted())
    func secrets(variable: String) throws {
        let path = try #require(ConfigurationEnvironment.paths[variable])
        guard ConfigurationSecrets.conceals(path) else { return }
        let values = [
            "hunter2", "[hunter2]", "[[hunter2]]", "{ hunter2: x }", "~hunter2", "\"hunter2\\a\"", "[\"hunter2\\a\"]",
            "hunter2: [", "'hunter2", "*hunter2", "!<hunter2", "{ hunter2: 1, hunter2: 2 }", "hunter2\nhunter2: 3",
            "{ password hunter2 }", "[{ password hunter2 }]", "{ host: a, key: { hunter2: x } }",
        ]
        for value in values {
            for problem in ConfigurationFixture.problems("", environment: [variable: value]) {
                #expect(!problem.description.contains("hunter2"), "\(value)")
            }
        }
    }

    @Test(
        "A key that does not exist is named where its name is near that of another, or its value is no secret",
        arguments: [
            (
                "WAXWING_DELIVERY__RELAY", "[{ host: \"smtp:587\", username: me, password hunter2 }]",
                "delivery.relay[0]: has a key that is unknown and not shown; known here: "
            ),
            ("WAXWING_DELIVERY__RELAY", "[{ password-fil x }]", "delivery.relay[0]: has a key that is unknown"),
            (
                "WAXWING_DELIVERY__RELAY", "[{ pasword-file: x }]",
                "delivery.relay[0].pasword-file: unknown key; did you mean password-file?"
            ),
            ("WAXWING_DNS", "{ password hunter2 }", "dns.password hunter2: unknown key; known here: "),
        ])
    func unknownKey(variable: String, value: String, expected: String) throws {
        let problems = ConfigurationFixture.problems("", environment: [variable: value])
        let problem = try #require(problems.first { $0.kind == .unknownKey })
        #expect(problem.description.hasPrefix("environment \(variable): \(expected)"), "\(problem)")
    }

    @Test(
        "A secret is known by its key",
        arguments: [
            ("tls.key", true), ("tls", true), ("tls.certificate", false), ("accounts", true), ("accounts[3]", true),
            ("accounts[3].password-file", true), ("accounts[3].user", false), ("oauth.checker[1]", true),
            ("forwarding.rewrite-secret-file", true), ("forwarding.postmaster", false), ("hostname", false),
            ("delivery.relay[0].password-environment", true), ("delivery.relay[0].host", false), ("dkim.keys", true),
            ("delivery.retry", false), ("storage", false),
        ])
    func concealed(path: String, isSecret: Bool) {
        #expect(ConfigurationSecrets.conceals(path) == isSecret)
    }

    @Test("A message is kept where it does not show the value")
    func messages() {
        let lines = [
            "WAXWING_TLS__KEY": "\"~/hunter2\"", "WAXWING_TLS__CERTIFICATE": "", "WAXWING_OAUTH__CHECKER": "[\"\"]",
        ].map { ConfigurationFixture.problems("", environment: [$0: $1]).map(\.description).sorted() }
        #expect(
            Set(lines) == [
                [
                    "environment WAXWING_TLS__KEY: tls.key: needs certificate beside it, the file of the certificate chain",
                    "environment WAXWING_TLS__KEY: tls.key: the value: ~ is not expanded; write the whole path",
                ],
                [
                    "environment WAXWING_TLS__CERTIFICATE: tls.certificate: is empty; expected a path",
                    "environment WAXWING_TLS__CERTIFICATE: tls.certificate: needs key beside it, the file of the private key",
                ],
                ["environment WAXWING_OAUTH__CHECKER: oauth.checker[0]: is empty; expected a word"],
            ])
        #expect(
            ConfigurationSecrets.message("\"a\" has hunter2 in it", without: "x:hunter2")
                == "is not accepted; the value is not shown")
    }

    @Test("Every variable of the repository's scripts and tests is reserved, or sets a key")
    func scripts() throws {
        let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL
        let files = FileManager.default
        var places = [root.appending(path: "Makefile"), root.appending(path: "Package.swift")]
        for folder in ["Scripts", ".ci", "packaging", "Tests"] {
            let entries = files.enumerator(at: root.appending(path: folder), includingPropertiesForKeys: nil)
            places += entries?.compactMap { $0 as? URL } ?? []
        }
        // These tests name variables that are wrong on purpose.
        places.removeAll { $0.path().contains("ConfigurationEnvironment") }
        var names: Set<String> = []
        for place in places {
            guard let text = try? String(contentsOf: place, encoding: .utf8) else { continue }
            names.formUnion(text.matches(of: /WAXWING_[A-Z0-9_]*[A-Z0-9]/).map { String($0.output) })
        }
        #expect(names.contains("WAXWING_CORPORA"))
        let known = ConfigurationEnvironment.reserved.union(ConfigurationEnvironment.paths.keys)
        #expect(names.subtracting(known) == [], "list them in ConfigurationEnvironment.reserved")
    }
}
