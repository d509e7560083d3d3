import MailForwarding
import Testing

@Suite struct SenderRewritingSecretTests {
    @Test func shortSecretsAreRefused() throws {
        for count in [0, 1, 15] {
            #expect(throws: SenderRewritingError.secretTooShort(minimum: 16)) {
                try SenderRewritingSecret([UInt8](repeating: 0, count: count))
            }
            #expect(throws: SenderRewritingError.secretTooShort(minimum: 16)) {
                try SenderRewritingSecret(line: String(repeating: "s", count: count) + "\n")
            }
        }
        #expect(try SenderRewritingSecret([UInt8](repeating: 7, count: 16)) != SenderRewritingSamples.secret())
    }

    @Test func aLineIsItsOctetsWithoutTheLineEnd() throws {
        let secret = try SenderRewritingSecret(Array(" 0123456789+/== ".utf8))
        for end in ["", "\n", "\r\n", "\r"] {
            #expect(try SenderRewritingSecret(line: " 0123456789+/== " + end) == secret)
        }
        let text = " 0123456789+/== \n"[...]
        #expect(try SenderRewritingSecret(line: text) == secret)
        #expect(try SenderRewritingSecret(line: "0123456789+/==xx") != secret)
        // Eight letters of two octets.
        let letters = String(repeating: "\u{EB}", count: 8)
        #expect(try SenderRewritingSecret(line: letters) == SenderRewritingSecret(Array(letters.utf8)))
    }

    @Test func aShortLineIsTakenOnlyOnDemand() throws {
        let short = try SenderRewritingSecret(line: "tops3cr3t", minimumLength: 9)
        #expect(try short == SenderRewritingSecret(line: "tops3cr3t\r\n", minimumLength: .min))
        #expect(throws: SenderRewritingError.secretTooShort(minimum: 10)) {
            try SenderRewritingSecret(line: "tops3cr3t", minimumLength: 10)
        }
        for minimum in [Int.min, 0, 1] {
            for line in ["", "\n", "\r\n"] {
                #expect(throws: SenderRewritingError.secretTooShort(minimum: 1)) {
                    try SenderRewritingSecret(line: line, minimumLength: minimum)
                }
            }
        }
    }

    @Test(arguments: [
        "\n\n", "\r\n\r\n", "\n\r", "0123456789\nabcdef", "0123456789\rabcdef", "0123456789abcdef\0", "\0",
    ])
    func linesThatAnotherProgramWouldCutAreRefused(_ line: String) {
        #expect(throws: SenderRewritingError.malformedSecret) {
            try SenderRewritingSecret(line: line, minimumLength: 1)
        }
    }

    @Test func aSecretIsNotShown() throws {
        let secret = try SenderRewritingSecret(line: "ssssssssssssssss-octets")
        let rewriter = try SenderRewritingSamples.rewriter(secrets: [secret])
        var dumped = ""
        dump(secret, to: &dumped)
        dump(rewriter, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), "\([secret])", "\(rewriter)", "\([rewriter])", dumped] {
            #expect(!text.contains("115") && !text.contains("ssss"), "\(text)")
        }
    }

    @Test func errorsAreSentences() {
        let errors: [SenderRewritingError] = [
            .noSecret, .secretTooShort(minimum: 16), .malformedSecret, .hashLengthOutOfRange, .maximumAgeOutOfRange,
            .unusableDomain,
        ]
        #expect(Set(errors.map(\.description)).count == errors.count)
        #expect(SenderRewritingError.secretTooShort(minimum: 16).description == "the secret has fewer than 16 octets")
    }
}
