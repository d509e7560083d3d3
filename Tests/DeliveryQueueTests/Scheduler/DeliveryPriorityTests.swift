import DeliveryQueue
import Testing

@Suite struct DeliveryPriorityTests {
    @Test(
        arguments: [
            (nil, 1, .normal), (nil, 20, .normal), (nil, 21, .bulk), (0, 21, .bulk), (0, 1, .normal), (1, 100, .urgent),
            (9, 1, .urgent), (-1, 1, .bulk), (-9, 100, .bulk),
        ] as [(Int?, Int, DeliveryPriority)])
    func whatTheSenderSaysComesBeforeTheNumberOfRecipients(asked: Int?, recipients: Int, expected: DeliveryPriority) {
        #expect(DeliveryPriority(mtPriority: asked, recipients: recipients) == expected)
    }
}
