import DeliveryQueue
import DeliveryQueueTesting
import SMTPProtocol
import SMTPTransport
import Testing

@testable import ReferenceServer

@Suite("Who speaks for a sender", .timeLimit(.minutes(15)))
struct InboundProofTests {
    @Test(
        "is the login, or the network that may send without one",
        arguments: [
            ("ada@a.example", .login), (nil, .network),
        ] as [(String?, SenderProof)])
    func proof(user: String?, expected: SenderProof) async throws {
        let fixture = try await InboundFixture()
        var connection = fixture.session.connection
        connection.user = user
        fixture.session.authenticated(connection)
        try fixture.begin()
        await fixture.send(InboundFixture.message(100))
        #expect(await fixture.end()?.code == 250)
        let stored = try await fixture.store.messages(MessageQuery())
        #expect(stored.map(\.message.senderProof) == [expected])
    }
}
