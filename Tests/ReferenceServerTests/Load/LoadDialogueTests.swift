import MailAddressing
import Testing

@testable import ReferenceServer

@Suite("The dialogue of a load")
struct LoadDialogueTests {
    private let plan: LoadPlan

    init() throws {
        plan = LoadPlan(
            sessions: 1, extent: .messages(1), warmUp: 0, pipelining: .offered, reversePath: .null,
            recipient: try Mailbox("bob@example.test"), size: 512)
    }

    /// All steps that follow from the text, which comes in pieces of so many octets.
    private func steps(_ dialogue: inout LoadDialogue, _ text: String, pieces: Int = .max) -> [LoadDialogue.Step] {
        var steps: [LoadDialogue.Step] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let piece = rest.prefix(min(pieces, rest.count))
            rest = rest.dropFirst(piece.count)
            var position = 0
            while let step = dialogue.next(in: piece, from: &position) { steps.append(step) }
        }
        return steps
    }

    private func greeted(_ extensions: String, pipelining: LoadPlan.Pipelining = .offered) -> LoadDialogue {
        var plan = plan
        plan.pipelining = pipelining
        var dialogue = LoadDialogue(plan: plan)
        _ = steps(&dialogue, "220 hello\r\n250-mail.example.test\r\n\(extensions)250 HELP\r\n")
        return dialogue
    }

    private func octets(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test("is the same however the replies are cut", arguments: [1, 2, 7, Int.max])
    func pieces(of size: Int) {
        var dialogue = LoadDialogue(plan: plan)
        let greeting = steps(&dialogue, "220-a\r\n220 b\r\n", pieces: size)
        #expect(greeting == [.send(octets("EHLO bench.localhost\r\n"))])
        #expect(steps(&dialogue, "250-x\r\n250-pipelining\r\n250 SIZE 99\r\n", pieces: size) == [.ready])
        let sent = dialogue.begin()
        #expect(sent == octets("MAIL FROM:<> SIZE=512\r\nRCPT TO:<bob@example.test>\r\nDATA\r\n"))
        #expect(steps(&dialogue, "250 a\r\n250 b\r\n354 c\r\n", pieces: size) == [.sendContent])
        #expect(steps(&dialogue, "250 2.0.0 taken\r\n", pieces: size) == [.accepted])
        #expect(dialogue.quit() == octets("QUIT\r\n"))
        #expect(steps(&dialogue, "221 bye\r\n", pieces: size) == [.ended(nil)])
    }

    @Test(
        "waits for each reply where nothing may be pipelined",
        arguments: [("", LoadPlan.Pipelining.offered), ("250-PIPELINING\r\n", .never)])
    func oneByOne(extensions: String, pipelining: LoadPlan.Pipelining) {
        var dialogue = greeted(extensions, pipelining: pipelining)
        #expect(!dialogue.isPipelined)
        #expect(dialogue.begin() == octets("MAIL FROM:<>\r\n"))
        #expect(steps(&dialogue, "250 a\r\n") == [.send(octets("RCPT TO:<bob@example.test>\r\n"))])
        #expect(steps(&dialogue, "250 b\r\n") == [.send(octets("DATA\r\n"))])
        #expect(steps(&dialogue, "354 c\r\n") == [.sendContent])
    }

    @Test(
        "resets a refused transaction and goes on",
        arguments: [
            ("250-PIPELINING\r\n", "452 full\r\n503 no\r\n503 no\r\n", "452 full"),
            ("250-PIPELINING\r\n", "250 a\r\n550 no\r\n554 nobody\r\n", "550 no"),
            ("250-PIPELINING\r\n", "250 a\r\n250 b\r\n354 c\r\n452 4.3.1 full\r\n", "452 4.3.1 full"),
            ("", "452 full\r\n", "452 full"),
        ])
    func refused(extensions: String, replies: String, reason: String) {
        var dialogue = greeted(extensions)
        _ = dialogue.begin()
        let last = steps(&dialogue, replies).last
        #expect(last == .refused(reason, send: octets("RSET\r\n")))
        #expect(steps(&dialogue, "250 reset\r\n") == [.ready])
    }

    @Test("ends an unwanted message at once where the server asks for it all the same")
    func emptyMessage() {
        var dialogue = greeted("250-PIPELINING\r\n")
        _ = dialogue.begin()
        #expect(steps(&dialogue, "250 a\r\n550 no\r\n354 c\r\n") == [.send(octets(".\r\n"))])
        #expect(steps(&dialogue, "554 nobody\r\n") == [.refused("550 no", send: octets("RSET\r\n"))])
    }

    @Test("is over with 421, and with what fits nothing", arguments: ["421 closing", "250 unasked"])
    func over(line: String) {
        var dialogue = greeted("")
        #expect(steps(&dialogue, line + "\r\n") == [.ended(line)])
    }
}
