import ArgumentParser
import DeliveryAgent
import DeliveryQueue

extension ReportCommand {
    /// `waxwing report tls`.
    struct TLS: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "tls",
            abstract: "Count the sessions of a day that were secured, and those that were not, by domain and policy.",
            discussion: """
                Days are those of UTC, and are kept for 30 days. A session is counted once, however many messages it \
                carries; what was counted in the last ten seconds before a crash is lost.

                --json prints an object in the names of RFC 8460, section 4.4: date-range (start-datetime, \
                end-datetime) and policies, an array with an object for each domain and policy: policy (policy-type, \
                policy-string, policy-domain, mx-host), summary (total-successful-session-count, \
                total-failure-session-count) and failure-details (result-type, sending-mta-ip, receiving-mx-hostname, \
                receiving-ip, failed-session-count, failure-reason-code). The domain * stands for all domains beyond \
                the 10,000 of a day.

                Examples:
                  waxwing report tls
                  waxwing report tls --day 2026-11-27 --json
                """)

        @Option(help: ArgumentHelp("The day in UTC, such as 2026-11-27; else today.", valueName: "date"))
        var day: String?

        @OptionGroup var options: QueueCommand.Options

        func run() async throws {
            let day = try chosenDay(at: SystemQueueClock().now())
            let (policies, days) = try await options.access.session { session throws(CommandFailure) in
                var policies: [TLSReportPolicyView] = []
                var days: [String] = []
                var last: String?
                repeat {
                    let request = TLSReportRequest(
                        day: day.description, after: last, limit: ControlService.maximumTLSDomains)
                    let page = try await session.ask(.tlsReport(request)).tlsReport
                    policies += page?.policies ?? []
                    days += page?.days ?? []
                    last = page?.next
                } while last != nil
                return (policies, days)
            }
            if options.json { return try Console.printJSON(TLSReportView(day, policies: policies)) }
            Console.print(policies.isEmpty ? Self.nothing(on: day, but: days) : TLSReportPolicyView.table(policies))
        }

        /// The day that is meant.
        ///
        /// - Parameter now: the time, for today.
        /// - Throws: `CommandFailure` of wrong usage.
        func chosenDay(at now: WallTime) throws(CommandFailure) -> TLSReportDay {
            guard let day else { return TLSReportDay(now) }
            guard let chosen = TLSReportDay(day) else {
                throw .usage("\(Console.printable(day)) is not \(DateText.accepted)")
            }
            return chosen
        }

        /// What is said of a day without sessions.
        ///
        /// - Parameters:
        ///   - day: the day.
        ///   - days: those that have some.
        static func nothing(on day: TLSReportDay, but days: [String]) -> String {
            let others = days.isEmpty ? "" : " There are counts of " + days.joined(separator: ", ") + "."
            return "No session was counted on \(day).\(others)"
        }
    }
}

extension TLSReportPolicyView {
    /// What came of TLS as a table, a line for each domain and policy.
    ///
    /// - Parameter policies: at least one.
    static func table(_ policies: [TLSReportPolicyView]) -> String {
        var table = Table("DOMAIN", "POLICY", "OK", "FAILED", "MOST FREQUENT FAILURE")
        for view in policies {
            table.add(
                view.policy.domain, view.policy.type, "\(view.summary.succeeded)", "\(view.summary.failed)",
                view.mostFrequentFailure)
        }
        return table.text
    }

    /// The failure that there was most often, the first of several, in words; a dash where nothing failed.
    private var mostFrequentFailure: String {
        guard let most = failures.map(\.count).max(), let failure = failures.first(where: { $0.count == most }) else {
            return "-"
        }
        let place = [failure.mailHost, failure.receivingAddress.map { "[\($0)]" }].compactMap { $0 }
        let at = place.isEmpty ? "" : " at " + place.joined(separator: " ")
        let reason = failure.reason.map { ": \($0)" } ?? ""
        return "\(failure.count) \(failure.type)\(at)\(reason)"
    }
}
