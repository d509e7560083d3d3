import DeliveryQueueTesting
import MailAddressing
import SMTPProtocol
import SMTPTesting
import Testing

@Suite("A pair of machines")
struct SMTPMachinePairTests {
    @Test("carries messages from one to the other, whatever the pieces", arguments: UInt64(0)..<20)
    func messages(seed: UInt64) throws {
        let transaction = SMTPTransaction(
            reversePath: .null, recipients: [try Mailbox("ada@example.net")], size: 14, isEightBit: false)
        var configuration = SMTPClientConfiguration(helloName: "client.example", tls: .never)
        configuration.chunking = seed % 2 == 0 ? .never : .from(octets: 0)
        var pair = SMTPMachinePair(
            client: SMTPClientMachine(configuration: configuration),
            server: SMTPServerMachine(configuration: .init(hostName: try MailHost("mx.example"))),
            orders: [.init(transaction, message: Array(".dot\r\n..two\r\n".utf8))],
            using: SeededGenerator(seed: seed))
        pair.run()
        #expect(pair.messages == [Array(".dot\r\n..two\r\n".utf8)])
        #expect(pair.outcomes.count == 1)
        #expect(pair.failure == nil)
        #expect(pair.transcript.last?.hasPrefix("S: 221") == true)
    }
}
