import SMTPProtocol
import Testing

@Suite("PLAIN and LOGIN on the server")
struct SASLServerPasswordTests {
    private static let question = SASLQuestion.password(user: "ada", password: octets("pencil"))

    @Test("PLAIN lets in whoever has the password", arguments: ["\0ada\0pencil", "ada\0ada\0pencil"])
    func plain(response: String) {
        var server = SASLSamples.server(.plain)
        #expect(server.begin(octets(response)) == .ask(Self.question))
        #expect(server.answer(.accept) == .succeeded(SASLIdentity(user: "ada", mechanism: .plain)))
    }

    @Test("PLAIN without an initial response begins with an empty challenge")
    func plainLater() {
        var server = SASLSamples.server(.plain)
        #expect(server.begin(nil) == .challenge([]))
        #expect(server.receive(octets("\0ada\0pencil")) == .ask(Self.question))
    }

    @Test("PLAIN refuses to act as somebody else, and does not tell whether the password was right")
    func otherIdentity() {
        for answer in [SASLAnswer.accept, .refuse] {
            var server = SASLSamples.server(.plain)
            #expect(server.begin(octets("bob\0ada\0pencil")) == .ask(Self.question))
            #expect(server.answer(answer) == .failed(.refused))
        }
    }

    @Test(
        "PLAIN refuses what is malformed",
        arguments: [
            "", "\0", "\0\0", "ada", "ada\0pencil", "\0ada\0", "\0\0pencil", "a\0b\0c\0", "\0ada\0pen\0cil",
            "\0ada\0pencil\0",
        ])
    func malformedPlain(response: String) {
        var server = SASLSamples.server(.plain)
        #expect(server.begin(octets(response)).isMalformed)
        #expect(server.begin(octets("\0ada\0pencil")).isMalformed)
    }

    @Test("PLAIN and LOGIN refuse what is not in UTF-8")
    func noUTF8() {
        for response: [UInt8] in [[0, 0xFF, 0, 65], [0, 65, 0, 0xC3], [0xC3, 0, 65, 0, 65]] {
            var server = SASLSamples.server(.plain)
            #expect(server.begin(response).isMalformed)
        }
        var server = SASLSamples.server(.login)
        #expect(server.begin([0xC3]).isMalformed)
    }

    @Test("Names and passwords that cannot be prepared are refused", arguments: ["\0a\u{7}\0b", "\0a\0b\u{7}"])
    func unprepared(response: String) {
        var server = SASLSamples.server(.plain)
        #expect(server.begin(octets(response)) == .failed(.refused))
    }

    @Test("Names and passwords are prepared before the application sees them")
    func prepared() {
        var server = SASLSamples.server(.plain)
        let wanted = SASLQuestion.password(user: "\u{E9}", password: octets("a \u{E9}"))
        #expect(server.begin(octets("\0e\u{301}\0a\u{A0}e\u{301}")) == .ask(wanted))
    }

    @Test("LOGIN asks for the name and for the password")
    func login() {
        var server = SASLSamples.server(.login)
        #expect(server.begin(nil) == .challenge(octets("Username:")))
        #expect(server.receive(octets("ada")) == .challenge(octets("Password:")))
        #expect(server.receive(octets("pencil")) == .ask(Self.question))
        #expect(server.answer(.accept) == .succeeded(SASLIdentity(user: "ada", mechanism: .login)))
    }

    @Test("LOGIN takes the initial response as the name")
    func loginAtOnce() {
        var server = SASLSamples.server(.login)
        #expect(server.begin(octets("ada")) == .challenge(octets("Password:")))
        #expect(server.receive([]).isMalformed)
    }

    @Test(
        "Every answer has its failure",
        arguments: [
            (SASLAnswer.refuse, SASLFailure.refused), (.tryLater, .temporary), (.acceptAs("bob"), .serverError),
            (.keys(SASLSamples.keys), .serverError),
        ] as [(SASLAnswer, SASLFailure)])
    func failures(answer: SASLAnswer, failure: SASLFailure) {
        var server = SASLSamples.server(.plain)
        #expect(server.begin(octets("\0ada\0pencil")) == .ask(Self.question))
        #expect(server.answer(answer) == .failed(failure))
    }

    @Test("After the end everything is malformed")
    func end() {
        for answer in [SASLAnswer.accept, .refuse] {
            var server = SASLSamples.server(.plain)
            _ = server.begin(octets("\0ada\0pencil"))
            _ = server.answer(answer)
            #expect(server.begin(nil).isMalformed)
            #expect(server.receive([]).isMalformed)
            #expect(server.answer(.accept).isMalformed)
        }
    }

    @Test("Calls out of order are our own mistake")
    func order() {
        var early = SASLSamples.server(.plain)
        #expect(early.receive([]) == .failed(.serverError))
        var unasked = SASLSamples.server(.plain)
        #expect(unasked.begin(nil) == .challenge([]))
        #expect(unasked.answer(.accept) == .failed(.serverError))
        var asked = SASLSamples.server(.plain)
        _ = asked.begin(octets("\0ada\0pencil"))
        #expect(asked.receive(octets("\0ada\0pencil")) == .failed(.serverError))
    }

    @Test("A response that is too long is malformed", arguments: SASLMechanism.allCases)
    func long(mechanism: SASLMechanism) {
        var server = SASLSamples.server(mechanism, binding: SASLSamples.binding)
        #expect(server.begin(Array(repeating: 65, count: SASLServerExchange.maximumResponseLength + 1)).isMalformed)
    }

    @Test("No password and no token is shown in a description")
    func redaction() {
        let questions = [
            Self.question, .token(user: "ada", token: "pencil"), .token(user: nil, token: "pencil"),
        ]
        for question in questions {
            let step = SASLServerExchange.Step.ask(question)
            for text in ["\(question)", String(reflecting: question), "\(step)"] {
                #expect(text.contains("redacted"))
                #expect(!text.contains("pencil") && !text.contains("112, 101, 110"))
            }
            var dumped = ""
            dump(step, to: &dumped)
            #expect(!dumped.contains("pencil"))
        }
        var server = SASLSamples.server(.plain)
        _ = server.begin(octets("\0ada\0pencil"))
        var dumped = ""
        dump(server, to: &dumped)
        #expect(!dumped.contains("ada"))
    }
}
