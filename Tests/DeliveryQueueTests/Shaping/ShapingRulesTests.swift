import DeliveryQueue
import Testing

@Suite struct ShapingRulesTests {
    private let rules = ShapingRules(
        standard: ShapingLimits(connections: 9),
        rules: [
            rule("exact", "mx2.example.com", "[192.0.2.1]", "relay.example.net:587", "example.org"),
            rule("below", "*.example.com"),
            rule("roll-up", "*.mail.protection.outlook.com"),
            rule("late", "mx1.example.com", "*.net", "MX.Upper.Example"),
        ])

    private static func rule(_ name: String, _ patterns: String...) -> ShapingRules.Rule {
        ShapingRules.Rule(name: name, patterns: patterns, limits: ShapingLimits(connections: 3))
    }

    @Test(arguments: [
        ("mx2.example.com", "exact"),
        ("mx1.example.com", "below"),
        ("mx1,mx2.example.com", "exact"),
        ("mx1,mx3.example.com", "below"),
        ("@,alt1,alt2.mx.example.com", "below"),
        ("@,mx7.example.com", "below"),
        ("example.com", "default"),
        ("example.org", "exact"),
        ("@,mx.example.org", "exact"),
        ("mx.example.org", "default"),
        ("a.x.net+b.y.com", "late"),
        ("a.x.org+b.y.com+mx2.example.com", "exact"),
        ("*.mail.protection.outlook.com", "roll-up"),
        ("example-com.mail.protection.outlook.com", "roll-up"),
        ("mail.protection.outlook.com", "default"),
        ("[192.0.2.1]", "exact"),
        ("[192.0.2.1]:25", "exact"),
        ("[IPv6:2001:db8::1]", "default"),
        ("relay.example.net:587", "exact"),
        ("relay.example.net:25", "late"),
        ("mx.upper.example", "late"),
        ("MX.UPPER.example", "late"),
        ("~40~0b6b0fd55bfe577fb367400a05786a01~example.com", "below"),
        ("~40~0b6b0fd55bfe577fb367400a05786a01~example.de", "default"),
        ("localhost", "default"),
        ("", "default"),
        ("++,,..::", "default"),
    ]) func theFirstRuleThatNamesAHostHolds(_ site: String, _ name: String) {
        #expect(rules.rule(for: site).name == name)
    }

    @Test func whereNoRuleFitsTheStandardHolds() {
        #expect(rules.rule(for: "mx.example.de").limits.connections == 9)
    }

    @Test func ownRulesGoFirstAndTheirStandardWins() {
        let own = ShapingRules(
            standard: ShapingLimits(connections: 4),
            rules: [.init(name: "own", patterns: ["*.example.com"], limits: ShapingLimits(connections: 1))])
        let both = rules.preceded(by: own)
        #expect(both.rule(for: "mx2.example.com").name == "own")
        #expect(both.rule(for: "example.org").name == "exact")
        #expect(both.rule(for: "other.example").limits.connections == 4)
    }

    @Test func rulesThatChangeAreFoundAnew() {
        var rules = rules
        rules.rules.removeFirst()
        #expect(rules.rule(for: "mx2.example.com").name == "below")
        #expect(rules != self.rules)
        rules.rules.insert(self.rules.rules[0], at: 0)
        #expect(rules == self.rules)
        #expect(rules.hashValue == self.rules.hashValue)
    }

    @Test func aNameOfManyLabelsCostsLittle() {
        let site = String(repeating: "a.", count: 100_000) + "example"
        #expect(rules.rule(for: String(site.prefix(255))).name == "default")
    }

    @Test(arguments: [
        ("@,alt1,alt2,alt3,alt4.aspmx.l.google.com", "google"),
        ("@,alt1,alt2,alt3,alt4.gmail-smtp-in.l.google.com", "google"),
        ("smtp.google.com", "google"),
        ("@,alt1,alt2.aspmx.l.google.com+aspmx2,aspmx3.googlemail.com", "google"),
        ("*.olc.protection.outlook.com", "outlook"),
        ("*.mail.protection.outlook.com", "microsoft365"),
        ("*.mx.microsoft", "microsoft365"),
        ("mta5,mta6,mta7.am0.yahoodns.net", "yahoo"),
        ("mx01,mx02.mail.icloud.com", "apple"),
        ("mx00,mx01.gmx.net", "gmx"),
        ("mx-ha02,mx-ha03.web.de", "gmx"),
        ("smtp-in.orange.fr", "orange"),
        ("mx1,mx2.free.fr", "free"),
        ("mx1a1,mx2a1.comcast.net", "comcast"),
        ("mx.yandex.ru", "yandex"),
        ("mx.yandex.net", "yandex"),
        ("emx,mxs.mail.ru", "mail.ru"),
        ("mx1,mx2,mx3.qq.com", "qq"),
        ("mx,mx2,mx3.zoho.com", "zoho"),
        ("in1-smtp,in2-smtp.messagingengine.com", "fastmail"),
        ("mail,mailsec.protonmail.ch", "proton"),
        ("eu-smtp-inbound-1,eu-smtp-inbound-2.mimecast.com", "mimecast"),
        ("mxa-00000000,mxb-00000000.gslb.pphosted.com", "proofpoint"),
        ("*.ess.barracudanetworks.com", "barracuda"),
        ("mail.example.com", "default"),
    ]) func presetsKnowTheirReceivers(_ site: String, _ name: String) {
        #expect(ShapingRules.presets.rule(for: site).name == name)
    }

    @Test func presetsCanBeReadAndAreCautious() throws {
        let presets = try ShapingRules(parsing: ShapingRules.presetText)
        #expect(presets == .presets)
        #expect(presets.rules.count >= 16)
        #expect(presets.standard == ShapingLimits())
        for rule in presets.rules {
            #expect((1...20).contains(rule.limits.connections), "\(rule.name)")
            #expect(rule.limits.initialConnections <= 4 && rule.limits.initialConnections <= rule.limits.connections)
            #expect(rule.limits.recipientsPerTransaction <= 100 && rule.limits.messagesPerConnection <= 100)
        }
    }
}
