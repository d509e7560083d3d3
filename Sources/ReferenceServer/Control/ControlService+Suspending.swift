import DeliveryQueue
import Logging
import MailAddressing

/// What people stop and let go on.
extension ControlService {
    /// Suspends something.
    ///
    /// - Parameters:
    ///   - scope: what.
    ///   - reason: why, for people.
    ///   - milliseconds: for how long; nil until it is resumed.
    /// - Throws: `QueueStoreError` when it cannot be written; then nothing is suspended that was not before.
    func suspend(
        _ scope: SuspensionScope, because reason: String, milliseconds: Int64?
    ) async throws(QueueStoreError) -> QueueResponse {
        let scope = named(scope)
        guard let target = scope.target else { return QueueResponse(failure: "the question names nothing to suspend") }
        if let unknown = unknownSource(scope) { return unknown }
        var near: String?
        if let site = scope.site {
            let report = await queue.explain(site: site)
            let isKnown = report.ready + report.waiting + report.underWay > 0 || report.site != site
            if !isKnown { near = try await nearest(to: site) }
        }
        let suspension = try await queue.suspend(
            target, for: milliseconds.map { .milliseconds($0) }, because: reason)
        logger?.notice(
            "Deliveries were suspended",
            metadata: [
                "what": "\(scope.text)", "until": "\(suspension.until?.description ?? "resumed")",
                "detail": "\(reason)",
            ])
        return QueueResponse(
            suspension: SuspensionChangeView(
                scope: SuspensionScope(suspension.target), suspended: true, reason: suspension.reason,
                until: suspension.until?.description, didYouMean: near))
    }

    /// Ends a suspension.
    ///
    /// - Parameter scope: what was suspended.
    /// - Throws: `QueueStoreError` when it cannot be written; then it is suspended still.
    func resume(_ scope: SuspensionScope) async throws(QueueStoreError) -> QueueResponse {
        let scope = named(scope)
        guard let target = scope.target else { return QueueResponse(failure: "the question names nothing to resume") }
        guard try await queue.resume(target) else {
            // What was suspended of a source can be resumed when the configuration has it no longer.
            if let unknown = unknownSource(scope) { return unknown }
            let suspended = await queue.suspensions().map { SuspensionScope($0.target).arguments }
            let named = suspended.prefix(Self.mostNamed).joined(separator: "; ")
            let rest = suspended.count > Self.mostNamed ? " and \(suspended.count - Self.mostNamed) more" : ""
            let what = suspended.isEmpty ? "nothing is suspended" : "suspended are: \(named)\(rest)"
            return QueueResponse(notFound: "what goes \(scope.text) is not suspended; \(what)")
        }
        logger?.notice("Deliveries were resumed", metadata: ["what": "\(scope.text)"])
        return QueueResponse(suspension: SuspensionChangeView(scope: scope, suspended: false))
    }

    /// The scope with its source by name, where it is given by the address that the source sends from.
    ///
    /// A name comes first: a source may be called as the address of another is written.
    private func named(_ scope: SuspensionScope) -> SuspensionScope {
        guard let text = scope.source, let sources = scheduling?.sources, !sources.contains(where: { $0.name == text }),
            let address = IPAddress(text), let source = sources.first(where: { $0.address == address })
        else { return scope }
        var scope = scope
        scope.source = source.name
        return scope
    }

    /// The answer where a source is meant that the daemon does not have; nil where it has it, or none is meant.
    ///
    /// Where no daemon runs, any name may be that of a source, but an address is that of none.
    private func unknownSource(_ scope: SuspensionScope) -> QueueResponse? {
        guard let source = scope.source else { return nil }
        guard let sources = scheduling?.sources else {
            guard IPAddress(source) != nil else { return nil }
            return QueueResponse(
                notFound: "no daemon runs that would know the source with the address \(source); write its name")
        }
        let names = sources.map(\.name)
        guard !names.contains(source) else { return nil }
        let near = EditDistance.nearest(to: source, among: names).map { "; did you mean \($0)?" } ?? ""
        let known = sources.map { $0.name + ($0.address.map { " (\($0))" } ?? "") }.joined(separator: ", ")
        return QueueResponse(notFound: Console.printable("there is no source \(source); there are: \(known)\(near)"))
    }

    /// The most suspensions that an answer names; `queue suspensions` lists all.
    private static let mostNamed = 10
}
