import DeliveryAgent
import DeliveryQueue
import MailAddressing

/// What people see of what was counted of TLS.
extension ControlService {
    /// The most domains of a page: of usual ones it has some hundred kilobytes.
    static let maximumTLSDomains = 500

    /// Answers what came of TLS on a day.
    ///
    /// - Parameter request: the question.
    /// - Throws: `CommandFailure` where the day is none or the store keeps no state, `QueueStoreError` when it cannot be
    ///   read.
    func tlsReport(_ request: TLSReportRequest) async throws -> TLSReportPageView {
        guard let day = TLSReportDay(request.day) else {
            throw CommandFailure.usage("\(Console.printable(request.day)) is not \(DateText.accepted)")
        }
        let reports = try await tlsReportStore()
        var domains = try await reports.tally(of: day).domains[...]
        if let after = request.after {
            let last = (try? DomainName(after)).map(TLSReportScope.domain) ?? .others
            domains = domains.drop { $0.scope <= last }
        }
        let page = domains.prefix(min(max(request.limit, 1), Self.maximumTLSDomains))
        let days: [String]? = if request.after == nil { try await reports.days().map(\.description) } else { nil }
        return TLSReportPageView(
            policies: page.flatMap { domain in
                domain.policies.map { TLSReportPolicyView($0, of: domain.scope) }
            },
            next: page.count < domains.count ? page.last.map { $0.scope.description } : nil,
            days: days)
    }

    /// What the daemon counts, or where none runs what is on the files.
    private func tlsReportStore() async throws -> StateTLSReportStore {
        if let tlsReports { return tlsReports }
        guard let state = store as? any StateStore else {
            throw CommandFailure.operational("this store keeps no counts of TLS")
        }
        return try await StateTLSReportStore.open(state)
    }
}
