import DeliveryQueue
import MailAddressing
import SMTPProtocol
import Testing

@testable import ReferenceServer

@Suite("Where senders wait for the first attempt of a forward")
struct CutThroughDeskTests {
    private static let id = MessageID("0sah336mg7mr3")

    @Test("What is refused while its sender waits is told by the reply, and by no report")
    func refused() async throws {
        let (desk, id) = (CutThroughDesk(), try #require(Self.id))
        desk.expect(id)
        #expect(desk.withholdsReport(on: id))
        #expect(desk.hasWithheldReport(on: id))
        try record(.bounced, SMTPReply(550, .init(5, 1, 1), "no"), of: id, at: desk)
        #expect(await desk.answer(for: id, within: .seconds(60)) == .refused(.init(5, 1, 1)))
        #expect(!desk.withholdsReport(on: id))
    }

    @Test(
        "What is delivered, deferred or taken away is accepted",
        arguments: [
            (RecipientEvent.Kind.delivered, CutThroughDesk.Answer.delivered), (.deferred, .queued),
            (.cancelled, .queued),
        ])
    func others(kind: RecipientEvent.Kind, expected: CutThroughDesk.Answer) async throws {
        let (desk, id) = (CutThroughDesk(), try #require(Self.id))
        desk.expect(id)
        async let answer = desk.answer(for: id, within: .seconds(60))
        try record(.attemptBegan, nil, of: id, at: desk)
        try record(kind, SMTPReply(250, nil, "x"), of: id, at: desk)
        #expect(await answer == expected)
    }

    @Test("Once the sender has stopped waiting, a failure is reported as usual")
    func late() async throws {
        let (desk, id) = (CutThroughDesk(), try #require(Self.id))
        desk.expect(id)
        #expect(await desk.answer(for: id, within: .zero, sleep: { _ in }) == .queued)
        #expect(!desk.withholdsReport(on: id))
        #expect(!desk.hasWithheldReport(on: id))
    }

    @Test("A failure on its way to the disk is awaited, as no report was written on it")
    func recording() async throws {
        let (desk, id) = (CutThroughDesk(), try #require(Self.id))
        desk.expect(id)
        #expect(desk.withholdsReport(on: id))
        async let answer = desk.answer(for: id, within: .zero, sleep: { _ in })
        desk.close()
        try record(.bounced, nil, of: id, at: desk)
        #expect(await answer == .refused(nil))
    }

    @Test("Nobody waits at a desk that is closed, for what was not queued, or for what was never expected")
    func nobody() async throws {
        let (desk, id) = (CutThroughDesk(), try #require(Self.id))
        #expect(await desk.answer(for: id, within: .seconds(60)) == .queued)
        desk.expect(id)
        desk.forget(id)
        #expect(await desk.answer(for: id, within: .seconds(60)) == .queued)
        desk.expect(id)
        async let answer = desk.answer(for: id, within: .seconds(600))
        desk.close()
        #expect(await answer == .queued)
        desk.expect(id)
        #expect(!desk.withholdsReport(on: id))
    }

    private func record(
        _ kind: RecipientEvent.Kind, _ reply: SMTPReply?, of id: MessageID, at desk: CutThroughDesk
    ) throws {
        let now = WallTime(milliseconds: 0)
        let message = QueuedMessage(
            id: id, reversePath: .null, recipients: [try Mailbox("ada@example.org")], acceptedAt: now, expiresAt: now,
            size: 1, isEightBit: false, origin: "")
        desk.recorded(RecipientEvent(kind, at: now, reply: reply), of: message, recipients: [0])
    }
}
