import DeliveryQueue
import Testing

@Suite struct ShapingRulesParsingTests {
    @Test func aTextIsRead() throws {
        let rules = try ShapingRules(
            parsing: """
                # Ours
                rule default        # whatever no rule names
                  connections 8
                  initial 2

                rule partner
                  sites mx.partner.example *.Partner.example.
                  sites [192.0.2.1] relay.example.net:587
                  RATE 500/1h
                  messages 20
                rule small
                \tsites tiny.example
                \tconnections 1
                \trecipients 1
                \trate 20/30s
                """)
        #expect(rules.standard == ShapingLimits(connections: 8, initialConnections: 2))
        #expect(
            rules.rules == [
                .init(
                    name: "partner",
                    patterns: ["mx.partner.example", "*.partner.example", "[192.0.2.1]", "relay.example.net:587"],
                    limits: ShapingLimits(
                        connections: 8, initialConnections: 2, messagesPerConnection: 20,
                        rate: MessageRate(500, per: .seconds(3_600)))),
                .init(
                    name: "small", patterns: ["tiny.example"],
                    limits: ShapingLimits(
                        connections: 1, initialConnections: 1, recipientsPerTransaction: 1,
                        rate: MessageRate(20, per: .seconds(30)))),
            ])
    }

    @Test func linesMayEndAsTheyDoElsewhereAndATextMayBeEmpty() throws {
        #expect(try ShapingRules(parsing: "") == ShapingRules())
        let rules = try ShapingRules(parsing: "rule a\r\nsites a.example\r\nconnections 3\r\n")
        #expect(rules.rule(for: "a.example").limits.connections == 3)
    }

    @Test(arguments: [
        ("500/1h", 500, 3_600), ("500/h", 500, 3_600), ("1/day", 1, 86_400), ("3/2d", 3, 172_800), ("9/5min", 9, 300),
        ("7/m", 7, 60), ("20/30s", 20, 30),
    ]) func ratesAreRead(_ text: String, _ count: Int, _ seconds: Int) throws {
        let rules = try ShapingRules(parsing: "rule a\nsites a\nrate \(text)")
        #expect(rules.rules[0].limits.rate == MessageRate(count, per: .seconds(seconds)))
    }

    @Test(arguments: [
        ("connections 3", 1, "connections belongs to no rule; write 'rule NAME' before it"),
        ("rule", 1, "the rule has no name; write 'rule NAME'"),
        ("rule two words\n", 1, "a rule's name is one word; write 'rule two-words'"),
        ("# one\nrule a\nconnections 3", 2, "rule a names no sites; write 'sites mx.example.com *.example.net' below"),
        ("rule a\nrule b\nsites b", 1, "rule a names no sites"),
        ("rule a\nsites a\nrule a\nsites b", 3, "there is a rule a already, at line 1; write another name"),
        ("rule a\nsites a\nconection 3", 3, "'conection' is no setting of a rule; write 'connections'"),
        ("rule a\nsites a\nmax-messages 3", 3, "'max-messages' is no setting of a rule; write 'messages'"),
        ("rule a\nsites a\nwindow 3", 3, "'window' is no setting of a rule; write one of sites, connections, initial"),
        ("rule a\nsites", 2, "sites names none; write 'sites mx.example.com *.example.net'"),
        ("rule default\nsites a", 2, "rule default is for the sites that no other rule names; give the rule"),
        ("rule a\nsites a.*.example", 2, "'a.*.example' is no pattern: '*.' may stand at its beginning"),
        ("rule a\nsites *", 2, "'*' is no pattern"),
        ("rule a\nsites *.", 2, "'*.' is no pattern"),
        ("rule a\nsites .example.com", 2, "'.example.com' is no pattern"),
        ("rule a\nsites bücher.example", 2, "'bücher.example' is no name of a site; write names in ASCII"),
        ("rule a\nsites a, b", 2, "'a,' is no name of a site; write names in ASCII (xn--... for others) with spaces"),
        ("rule a\nsites a\nconnections", 3, "connections takes one value; write 'connections 10'"),
        ("rule a\nsites a\nconnections 3 4", 3, "connections takes one value"),
        ("rule a\nsites a\nconnections 0", 3, "'0' is not how many connections there may be; write a whole number"),
        ("rule a\nsites a\nconnections -1", 3, "'-1' is not how many connections"),
        ("rule a\nsites a\nconnections ten", 3, "'ten' is not how many connections"),
        ("rule a\nsites a\nmessages 99999999999999999999", 3, "'99999999999999999999' is not how many messages"),
        ("rule a\nsites a\nrate 5", 3, "'5' is no rate; write how many messages in which time, as '500/1h'"),
        ("rule a\nsites a\nrate 0/1h", 3, "'0/1h' is no rate"),
        ("rule a\nsites a\nrate 5/0h", 3, "'5/0h' is no rate"),
        ("rule a\nsites a\nrate 5/1y", 3, "'5/1y' is no rate"),
        ("rule a\nsites a\nrate 5/999999999999999999d", 3, "'5/999999999999999999d' is no rate"),
        ("rule a\nsites a\nrate", 3, "rate takes one value; write 'rate 500/1h'"),
        ("rule a\nsites a\nmessages 3\n\nmessages 4", 5, "messages of rule a stands at line 3 already; write it once"),
    ]) func mistakesAreNamedWithTheirLineAndARemedy(_ text: String, _ line: Int, _ message: String) throws {
        let error = try #require(throws: ShapingRulesError.self) { try ShapingRules(parsing: text) }
        #expect(error.line == line)
        #expect(error.description.hasPrefix("line \(line): \(message)"), "\(error)")
        #expect(!error.remedy.isEmpty)
    }
}
