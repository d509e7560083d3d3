import BounceClassification
import SMTPProtocol
import Testing

@Suite("A verdict")
struct VerdictTests {
    private let classifier = BounceClassifier.standard

    @Test("tells cause, scope and action of a blocked address")
    func blocked() {
        let bounce = classifier.classify("550 5.7.1 Client host blocked using zen.example")
        #expect(bounce.cause == .blockedAddress)
        #expect(bounce.scope == .sourceAddress)
        #expect(bounce.action == .suspendPath)
        #expect(bounce.permanence == .temporary)
        #expect(!bounce.isHardBounce)
        #expect(bounce.rule == "block-list")
        #expect(bounce.explanation == "rule block-list matched \"blocked using\"")
        #expect(bounce.confidence == 0.9)
    }

    @Test("has the facts of the reply")
    func facts() {
        let bounce = classifier.classify(
            "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using bl.example.org; see "
                + "<https://bl.example.org/q?ip=192.0.2.1>. (in reply to RCPT TO command)",
            host: "example-com.mail.protection.outlook.com.")
        #expect(bounce.facts.replyCode == 554)
        #expect(bounce.facts.status == EnhancedStatusCode(5, 7, 1))
        #expect(bounce.facts.blockList == "bl.example.org")
        #expect(bounce.facts.url == "https://bl.example.org/q?ip=192.0.2.1")
        #expect(bounce.facts.provider == "microsoft")
        #expect(bounce.facts.stage == .recipient)
    }

    @Test(
        "finds the codes wherever they stand",
        arguments: [
            ("550 5.1.1 x", 550, "5.1.1"), ("550-5.1.1 x", 550, "5.1.1"), ("smtp; 550 5.1.1 x", 550, "5.1.1"),
            ("smtp;550 x", 550, nil), ("5.2.3 Message too large", nil, "5.2.3"),
            ("host mx.example[192.0.2.1] said: 554 5.6.0 x", 554, "5.6.0"), ("553 sorry (#5.7.1)", 553, "5.7.1"),
            ("551 4.7.17 x", 551, "4.7.17"), ("550", 550, nil), ("", nil, nil), ("42 x", nil, nil),
            ("550 see version 4.9.1.2", 550, nil), ("999 x", nil, nil),
        ] as [(String, UInt16?, String?)])
    func codes(text: String, code: UInt16?, status: String?) {
        let facts = classifier.classify(text).facts
        #expect(facts.replyCode == code)
        #expect(facts.status?.description == status)
    }

    @Test("does not depend on case, accents, punctuation and how lines are broken")
    func forms() {
        for lines in [
            ["USER UNKNOWN"], ["user", "unknown"], ["user-unknown"], ["(user unknown)"],
            ["<a@b.example>...User\tUnknown."],
        ] {
            #expect(classifier.classify(SMTPReply(550, nil, lines: lines)).cause == .unknownRecipient, "\(lines)")
        }
        #expect(classifier.classify("550 Boîte du destinataire pleine").cause == .mailboxFull)
        #expect(classifier.classify("550 BOITE DU DESTINATAIRE PLEINE").cause == .mailboxFull)
        #expect(classifier.classify("550 ПОЛЬЗОВАТЕЛЬ НЕ НАЙДЕН").cause == .unknownRecipient)
        let joined = "550-5.1.1 The email account that you tried 550-5.1.1 to reach does not 550 5.1.1 exist"
        #expect(classifier.classify(joined).cause == .unknownRecipient)
    }

    @Test("takes no word out of a mail address")
    func addresses() {
        #expect(classifier.classify("550 <blacklisted.spam@user-unknown.example> no").cause == .undetermined)
    }

    @Test("means something else at another stage")
    func stages() {
        let text = "554 5.7.1 we do not like you"
        #expect(classifier.classify(text, at: .greeting).cause == .blockedAddress)
        #expect(classifier.classify(text, at: .endOfData).cause == .policyViolation)
        #expect(classifier.classify("550 no", at: .recipient).scope == .recipient)
        #expect(classifier.classify("550 no", at: .recipient).action == .nothing)
        #expect(classifier.classify("550 no", at: .mail).scope == .senderAddress)
    }

    @Test("is no refusal where there was none")
    func positive() {
        #expect(classifier.classify("250 2.1.5 ok").cause == .delivered)
        #expect(classifier.classify("354 user unknown").cause == .undetermined)
        #expect(classifier.classify("").permanence == .unknown)
        #expect(classifier.classify("").action == .nothing)
        #expect(classifier.classify("").explanation == "no rule matched")
    }

    @Test("names a time to try again where the host does")
    func waits() {
        let bounce = classifier.classify("450 4.2.0 Greylisted, please retry in 5 minutes", at: .recipient)
        #expect(bounce.cause == .greylisted)
        #expect(bounce.action == .retryAtStatedTime)
        #expect(bounce.facts.retryAfter == 300)
    }

    @Test("is given for any text, however strange and long")
    func hostile() {
        let pieces = [
            "\u{0}", "é", ".", "..:::", "9", "999999999999", "in", "try", "hours", "a\u{301}", "🐦", "=", "[", "1.2.3.4",
            "a@", "@b", "http://", "://", "550", "5.7.1", "user unknown", "::1", "-", "e-mail", "'", "\u{FFFD}", "ß",
        ]
        var state: UInt64 = 1
        for length in 0..<300 {
            var text = ""
            for _ in 0..<length * (length % 7 == 0 ? 20 : 1) {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text += pieces[Int(state >> 33) % pieces.count] + (state >> 40 & 1 == 0 ? " " : "")
            }
            let verdict = classifier.classify(text, host: text)
            #expect((0...1).contains(verdict.confidence))
            #expect(verdict.facts.retryAfter.map { (1...86_400).contains($0) } ?? true)
            _ = BounceRuleSet.problems(in: text)
        }
    }
}
