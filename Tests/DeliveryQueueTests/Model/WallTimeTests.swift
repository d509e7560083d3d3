import DeliveryQueue
import Testing

@Suite("Moments in civil time")
struct WallTimeTests {
    private static let first = WallTime(milliseconds: .min)
    private static let last = WallTime(milliseconds: .max)
    private static let ages = Duration.seconds(86_400 * 999_999_999_999)

    @Test("stay within what can be told, however far they are moved")
    func saturating() {
        let now = WallTime(milliseconds: 1_800_000_000_000)
        #expect(now + Self.ages == Self.last)
        #expect(WallTime(milliseconds: -1) + (.zero - Self.ages) == Self.first)
        #expect(Self.last + .milliseconds(1) == Self.last)
        #expect(Self.first + .milliseconds(-1) == Self.first)
        #expect(Self.last + .milliseconds(-1) == WallTime(milliseconds: .max - 1))
    }

    @Test("have a difference and a text, the first and the last too")
    func extremes() {
        #expect(Self.last - Self.first == .milliseconds(Int64.max) - .milliseconds(Int64.min))
        #expect(Self.first.seconds == Int64.min / 1_000 - 1)
        #expect(Self.first.description.hasSuffix(".192Z") && Self.last.description.hasSuffix(".807Z"))
    }
}
