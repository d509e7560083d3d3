import BounceClassification
import DeliveryAgent
import DeliveryQueue
import Logging
import MailAddressing

/// What people see of the suppression list, and change in it.
extension ControlService {
    /// The most entries of a page.
    static let maximumSuppressions = 10_000

    /// Answers a question on the suppression list, or changes it.
    ///
    /// - Parameter request: the question.
    /// - Throws: `CommandFailure` when it cannot be answered; of a change, what was done before stays done and is told.
    func suppression(_ request: SuppressionRequest) async throws(CommandFailure) -> QueueResponse {
        do throws(SuppressionStoreError) {
            let list = try await suppressionList()
            switch request {
            case .list(let after, let limit):
                return QueueResponse(suppressions: try await Self.page(of: list, after: after, limit: limit, at: now))
            case .show(let address):
                return QueueResponse(suppressed: try await Self.report(on: address, in: list, at: now))
            case .add(let names, let reason, let seconds):
                let change = await add(names, to: list, because: reason, for: seconds)
                return QueueResponse(suppressionChange: change)
            case .remove(let names):
                return QueueResponse(suppressionChange: await remove(names, from: list))
            }
        } catch {
            throw .operational(error.reason)
        }
    }

    private var now: Int64 { SystemQueueClock().now().seconds }

    /// The daemon's list, or where none runs the one on the files.
    private func suppressionList() async throws(SuppressionStoreError) -> any SuppressionStore {
        if let suppressions { return suppressions }
        guard let state = store as? any StateStore else {
            throw SuppressionStoreError(.failed, "this store keeps no suppression list")
        }
        return try await StateSuppressionStore.open(state)
    }

    private static func page(
        of list: any SuppressionStore, after: SuppressionName?, limit: Int, at now: Int64
    ) async throws(SuppressionStoreError) -> SuppressionPageView {
        let limit = min(max(limit, 1), maximumSuppressions)
        let entries = try await list.suppressions(after: try after.map(key), limit: limit)
        return SuppressionPageView(
            entries: entries.map { SuppressionView($0, at: now) },
            next: entries.count < limit ? nil : entries.last.map { SuppressionName($0.key) })
    }

    private static func report(
        on address: String, in list: any SuppressionStore, at now: Int64
    ) async throws(SuppressionStoreError) -> SuppressionReportView {
        let target = try key(SuppressionName(address: address)).target
        var found = try await entries(of: target, in: list)
        if target.localPart != nil, let domain = target.host.domain {
            found += try await entries(of: SuppressionTarget(domain: domain), in: list)
        }
        let state = try await list.state(of: SuppressionKey(target))
        let policy = SuppressionPolicy.standard
        return SuppressionReportView(
            address: target.description, entries: found.map { SuppressionView($0, at: now) },
            refusals: state.refusals?.strikes(at: now, by: policy.weakRefusals) ?? 0,
            fullMailbox: state.fullMailbox?.strikes(at: now, by: policy.fullMailboxes) ?? 0)
    }

    /// The entries of one target: that for everybody's mail, which comes first, and those of senders and streams.
    private static func entries(
        of target: SuppressionTarget, in list: any SuppressionStore
    ) async throws(SuppressionStoreError) -> [Suppression] {
        let first = SuppressionKey(target)
        var found = [try await list.state(of: first).suppression].compactMap { $0 }
        var last = first
        while true {
            let page = try await list.suppressions(after: last, limit: 100)
            found += page.prefix { $0.key.target == target }
            guard page.count == 100, let end = page.last, end.key.target == target else { return found }
            last = end.key
        }
    }

    private func add(
        _ names: [SuppressionName], to list: any SuppressionStore, because reason: String, for seconds: Int64?
    ) async -> SuppressionChangeView {
        let since = now
        let expiry = seconds.map { since.addingReportingOverflow($0) }.map { $0.overflow ? .max : $0.partialValue }
        return await change(names, "Recipients were put on the suppression list") { key throws(SuppressionStoreError) in
            try await list.put(Suppression(key, because: .person(reason), since: since, expiry: expiry))
            return true
        }
    }

    private func remove(_ names: [SuppressionName], from list: any SuppressionStore) async -> SuppressionChangeView {
        await change(names, "Recipients were taken from the suppression list") { key throws(SuppressionStoreError) in
            try await list.remove(key)
        }
    }

    /// Changes one entry after the other, until one fails.
    ///
    /// - Parameters:
    ///   - names: the entries.
    ///   - event: what is logged.
    ///   - change: changes one; false where there is none.
    private func change(
        _ names: [SuppressionName], _ event: Logger.Message,
        _ change: (SuppressionKey) async throws(SuppressionStoreError) -> Bool
    ) async -> SuppressionChangeView {
        var view = SuppressionChangeView(changed: [], unknown: [])
        for name in names {
            do throws(SuppressionStoreError) {
                let key = try Self.key(name)
                if try await change(key) {
                    view.changed.append(SuppressionName(key))
                } else {
                    view.unknown.append(SuppressionName(key))
                }
            } catch {
                view.failure = "\(name.address): \(error.reason)"
                break
            }
        }
        if !view.changed.isEmpty {
            let shown = view.changed.prefix(Self.mostLogged).map(\.address).joined(separator: " ")
            logger?.notice(event, metadata: ["recipients": "\(view.changed.count)", "first": "\(shown)"])
        }
        return view
    }

    private static func key(_ name: SuppressionName) throws(SuppressionStoreError) -> SuppressionKey {
        do throws(CommandFailure) { return try name.key() } catch {
            throw SuppressionStoreError(.misuse, error.message)
        }
    }

    /// The most recipients that a line of the log names.
    private static let mostLogged = 10
}
