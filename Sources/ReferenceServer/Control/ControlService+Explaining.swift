import DeliveryQueue
import MailAddressing

/// Answers to why mail waits.
extension ControlService {
    /// Why all mail waits, or that to a site, or a message.
    ///
    /// - Parameter subject: a site, a domain or a message's name; nil for an overview.
    /// - Throws: `QueueStoreError` when the store cannot be read.
    func explain(_ subject: String?) async throws(QueueStoreError) -> QueueResponse {
        guard let subject else { return QueueResponse(overview: try await overview()) }
        if MessageID(subject) != nil { return try await show(subject) }
        let name = Self.siteName(subject)
        guard isDelivering else { return try await explainOnFiles(name) }
        let report = await queue.explain(site: name)
        let isKnown = report.ready + report.waiting + report.underWay > 0 || report.site != name
        let view = SiteView(report, askedFor: name, overflowing: overflowing)
        if !isKnown, !view.isLimited, let near = try await nearest(to: name) {
            return Self.unknown(name, near)
        }
        return QueueResponse(site: view)
    }

    /// Where a message is, and what comes next for each of its recipients.
    ///
    /// - Parameter text: the message's name.
    /// - Throws: `QueueStoreError` when the store cannot be read.
    func show(_ text: String) async throws(QueueStoreError) -> QueueResponse {
        guard let id = MessageID(text) else { return Self.noName(text) }
        guard let stored = try await store.message(id) else { return Self.noMessage(id) }
        var report = MessageReportView(stored.message, limitsKnown: isDelivering)
        let explanations = try await queue.explain(id)
        var open: [Int: RecipientExplanation] = [:]
        for explanation in explanations { open[explanation.index] = explanation }
        let isToBeReleased = report.release != nil
        report.recipients = zip(stored.message.recipients, stored.recipients).enumerated().map { index, recipient in
            guard let explanation = open[index] else {
                return MessageReportView.Recipient(recipient.0, settled: recipient.1)
            }
            return MessageReportView.Recipient(
                explanation, isAmbiguous: recipient.1.isAmbiguous, isToBeReleased: isToBeReleased)
        }
        return QueueResponse(report: report)
    }

    /// All sites.
    private func overview() async throws(QueueStoreError) -> OverviewView {
        var view = OverviewView(limitsKnown: isDelivering)
        if isDelivering {
            let summaries = await queue.overview()
            for summary in summaries.prefix(OverviewView.mostSites) {
                let report = await queue.explain(site: summary.site)
                view.add(summary, SiteView(report, askedFor: summary.site, overflowing: overflowing))
            }
            view.further = max(0, summaries.count - OverviewView.mostSites)
        } else {
            let counts = try await WaitingCounts(reading: store, at: SystemQueueClock().now()).domains
            let ordered = counts.sorted { ($1.value.ready, $0.key) < ($0.value.ready, $1.key) }
            for (domain, count) in ordered.prefix(OverviewView.mostSites) { view.add(domain, count) }
            view.further = max(0, ordered.count - OverviewView.mostSites)
        }
        view.suspensions = await queue.suspensions().map(SuspensionView.init)
        return view
    }

    /// What is stored of a site, where no daemon runs.
    private func explainOnFiles(_ name: String) async throws(QueueStoreError) -> QueueResponse {
        let count = try await WaitingCounts(reading: store, at: SystemQueueClock().now()).domains[name]
        var view = SiteView(await queue.explain(site: name), askedFor: name)
        view.keepStored(count ?? WaitingCounts.Domain())
        if count == nil, view.domain == nil, !view.isLimited, let near = try await nearest(to: name) {
            return Self.unknown(name, near)
        }
        return QueueResponse(site: view)
    }

    /// The site or domain with mail that was probably meant, or nil.
    ///
    /// - Parameter name: a name of which nothing is known.
    /// - Throws: `QueueStoreError` when the store cannot be read.
    func nearest(to name: String) async throws(QueueStoreError) -> String? {
        var known = await queue.overview().prefix(Self.mostNames).map(\.site)
        let shape = try await QueueShape(reading: store, at: SystemQueueClock().now())
        known += shape.busiest(Self.mostNames).rows.compactMap(\.domain)
        return known.contains(name) ? nil : EditDistance.nearest(to: name, among: known)
    }

    /// How many names are compared with one that is unknown: as many as take no noticeable time.
    private static let mostNames = 1_000

    /// A site's name as the queue writes it.
    ///
    /// - Parameter text: the name as a person writes it.
    static func siteName(_ text: String) -> String {
        let name = text.lowercased()
        return (try? DomainName(name.hasSuffix(".") ? String(name.dropLast()) : name))?.text ?? name
    }

    private static func unknown(_ name: String, _ near: String) -> QueueResponse {
        QueueResponse(
            notFound: Console.printable("nothing waits for \(name) and nothing limits it; did you mean \(near)?"))
    }

    /// The answer to a text that is no message's name.
    static func noName(_ text: String) -> QueueResponse {
        QueueResponse(notFound: "\(Console.printable(text)) is no message's name: it has 13 letters and digits")
    }

    /// The answer where there is no such message.
    static func noMessage(_ id: MessageID) -> QueueResponse {
        QueueResponse(notFound: "there is no message \(id), or its history is over")
    }
}
