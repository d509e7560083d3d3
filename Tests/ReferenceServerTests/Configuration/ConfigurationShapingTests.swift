import DeliveryQueue
import Foundation
import Testing

@testable import ReferenceServer

@Suite("A file of shaping rules beside the configuration's own")
struct ConfigurationShapingTests {
    @Test("A file of rules goes between the configuration's own and the presets")
    func file() throws {
        try TemporaryFolder.with { folder in
            let text = "rule filed\nsites example.net example.org\nconnections 7\n"
            _ = try folder.write(Array(text.utf8), to: "shaping.rules")
            var configuration = try ConfigurationFixture.decode(
                """
                delivery:
                  shaping:
                    file: \(folder.path)/shaping.rules
                    connections: 11
                    sites: [{ name: own, sites: [example.org], connections: 3 }]
                """
            ).configuration
            let rules = try SchedulerComposer(configuration: configuration).scheduling().shaping
            #expect(rules.rule(for: "example.org").name == "own")
            #expect(rules.rule(for: "example.net").name == "filed")
            #expect(rules.rule(for: "example.net").limits.connections == 7)
            #expect(rules.rule(for: "unknown.example").limits.connections == 11)
            for (octets, reason) in [
                (Array("rule filed\nsites example.net\nconections 7\n".utf8), "/wrong.rules: line 3: "),
                ([0xFF], "it is not UTF-8 text"), (nil, "/wrong.rules: "),
            ] {
                try? FileManager.default.removeItem(atPath: folder.path + "/wrong.rules")
                if let octets { _ = try folder.write(octets, to: "wrong.rules") }
                configuration.delivery.shaping.file = folder.path + "/wrong.rules"
                let failure = #expect(throws: CommandFailure.self) {
                    try SchedulerComposer(configuration: configuration).scheduling()
                }
                #expect(failure?.status == 3 && failure?.message.contains(reason) == true)
            }
        }
    }

    /// What the configuration and a file of rules make together of the sites that no rule names, and of the rule `own`.
    private func limits(_ shaping: String, file: String) throws -> (standard: ShapingLimits, own: ShapingLimits) {
        var found = (standard: ShapingLimits(), own: ShapingLimits())
        try TemporaryFolder.with { folder in
            _ = try folder.write(Array(file.utf8), to: "shaping.rules")
            let text = "{ file: \(folder.path)/shaping.rules, sites: [{ name: own, sites: [a.example] }], \(shaping) }"
            let configuration = try ConfigurationFixture.decode("delivery: { shaping: \(text) }").configuration
            let rules = try SchedulerComposer(configuration: configuration).scheduling().shaping
            found = (rules.rule(for: "unknown.example").limits, rules.rule(for: "a.example").limits)
        }
        return found
    }

    @Test(
        "A key that is written wins over the file's default rule, also with its usual value",
        arguments: [
            ("connections: 20", "connections 7", ShapingLimits()),
            ("presets: true", "connections 7", ShapingLimits(connections: 7)),
            ("rate: none", "rate 5/1h", ShapingLimits()),
            ("presets: true", "rate 5/1h", ShapingLimits(rate: MessageRate(5, per: .seconds(3_600)))),
            ("initial-connections: 5", "initial 2\nmessages 9", ShapingLimits(messagesPerConnection: 9)),
            ("messages-per-connection: 100", "messages 9\nrecipients 8", ShapingLimits(recipientsPerTransaction: 8)),
            ("recipients-per-transaction: 100", "recipients 8\ninitial 2", ShapingLimits(initialConnections: 2)),
            (
                "initial-connections: 30", "connections 40",
                ShapingLimits(connections: 40, initialConnections: 30)
            ),
        ])
    func writtenDefault(shaping: String, file: String, expected: ShapingLimits) throws {
        let limits = try limits(shaping, file: "rule default\n\(file)\n")
        #expect(limits.standard == expected)
        #expect(limits.own == expected)
    }

    @Test("One name for a rule of the configuration and one of the file is an error that names both places")
    func sharedName() throws {
        let failure = #expect(throws: CommandFailure.self) {
            try limits("presets: true", file: "rule other\nsites b.example\nrule own\nsites c.example\n")
        }
        #expect(failure?.status == 3)
        let message = failure?.message ?? ""
        #expect(message.hasPrefix("delivery.shaping: the rule own stands in delivery.shaping.sites[0] and in /"))
        #expect(message.hasSuffix("/shaping.rules; give one of them another name or take it out"))
    }

    @Test("A rule of the file may have the name of a preset, and comes before it")
    func presetName() throws {
        let preset = try #require(ShapingRules.presets.rules.first)
        _ = try limits("presets: true", file: "rule \(preset.name)\nsites c.example\n")
    }
}
