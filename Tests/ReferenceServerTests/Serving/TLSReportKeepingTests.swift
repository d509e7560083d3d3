import DeliveryAgent
import DeliveryQueue
import Logging
import MailAddressing
import Testing

@testable import ReferenceServer

@Suite("What a daemon counts of TLS", .timeLimit(.minutes(15)))
struct TLSReportKeepingTests {
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test("is on the disk after a round of maintenance, and told on the files where no daemon runs")
    func files() async throws {
        try await TemporaryFolder.asynchronously { folder in
            let data = try await DataFixture(in: folder, messages: 0)
            let reports = try await StateTLSReportStore.openForDaemon(in: data.store, logger: Self.logger)
            let now = SystemQueueClock().now()
            reports.count(
                TLSSessionResult(
                    time: now, policyDomain: try DomainName("a.example"), policy: .none, mailHost: nil,
                    receivingAddress: nil, sendingAddress: nil, result: .success))
            let maintainer = StoreMaintainer(
                store: data.store, limits: HistoryLimits(), tlsReports: reports, logger: Self.logger)
            #expect(await maintainer.keepReports() == nil)
            await data.store.close()
            let problem = await maintainer.keepReports()
            #expect(problem == nil, "nothing has changed, so that nothing is written")
            let request = TLSReportRequest(day: TLSReportDay(now).description, after: nil, limit: 10)
            let page = try await DataAccess(dataPath: data.path).ask(.tlsReport(request)).tlsReport
            #expect(page?.policies.map(\.summary.succeeded) == [1])
            #expect(page?.days == [request.day])
        }
    }
}
