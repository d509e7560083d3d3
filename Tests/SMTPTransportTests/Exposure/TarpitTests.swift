import SMTPTransport
import Testing

@Suite("The tarpit")
struct TarpitTests {
    @Test(
        "holds replies back after the free errors, a second more each time, up to ten",
        arguments: [
            (-1, 0), (0, 0), (1, 0), (10, 0), (11, 1), (12, 2), (19, 9), (20, 10), (21, 10),
            (Int.max, 10), (Int.min, 0),
        ])
    func delays(errors: Int, seconds: Int) {
        #expect(Tarpit().delay(afterErrors: errors) == .seconds(seconds))
    }

    @Test("takes any settings")
    func extremes() {
        var tarpit = Tarpit()
        tarpit.freeErrors = -5
        #expect(tarpit.delay(afterErrors: 0) == .seconds(5))
        #expect(tarpit.delay(afterErrors: Int.max) == .seconds(10))
        tarpit.step = .zero
        #expect(tarpit.delay(afterErrors: 100) == .zero)
    }
}
