import Testing

@testable import ReferenceServer

@Suite("The result of a load")
struct LoadResultTests {
    @Test("takes quantiles of the times by their rank")
    func quantiles() {
        let times = (1...1_000).map { UInt64($0) * 1_000_000 }
        let result = LoadResult(
            times: times.reversed(), nanoseconds: 2_000_000_000, acceptedInAll: 1_100, failed: 0, isPipelined: true,
            processorSeconds: 1)
        #expect(result.medianMilliseconds == 500)
        #expect(result.p99Milliseconds == 990)
        #expect(result.p999Milliseconds == 999)
        #expect(result.perSecond == 500)
    }

    @Test("has no figures where nothing was accepted")
    func nothing() {
        let result = LoadResult(
            times: [], nanoseconds: 0, acceptedInAll: 0, failed: 3, isPipelined: false, processorSeconds: 0)
        #expect(result.perSecond == 0)
        #expect(result.p99Milliseconds == 0)
    }
}
