import DeliveryQueue
import Logging
import MailForwarding

/// What people see of the directory of domains, aliases, rules and accounts, and change in it.
///
/// Whoever can open the control socket has the data directory, and so acts as an administrator.
extension ControlService {
    /// Answers a question about the directory, or changes it; never fails but in words.
    ///
    /// - Parameter request: the question.
    func directoryAnswer(to request: DirectoryRequest) async -> QueueResponse {
        do throws(DirectoryError) {
            guard let directory else {
                throw DirectoryError(.store(.failed), "This server keeps no directory of domains and aliases")
            }
            return QueueResponse(directory: try await answer(request, from: directory))
        } catch {
            let problem = DirectoryProblem(error)
            guard problem.kind == .unknown else {
                return QueueResponse(directory: DirectoryAnswer(problem: problem))
            }
            return QueueResponse(notFound: problem.reason)
        }
    }

    private func answer(
        _ request: DirectoryRequest, from directory: MailDirectory
    ) async throws(DirectoryError) -> DirectoryAnswer {
        switch request {
        case .addDomain(let draft): return try await addDomain(draft, to: directory)
        case .domains: return domains(of: directory)
        case .domain(let name): return try domain(name, in: directory)
        case .domainRecords(let name, let host): return try domainRecords(name, mailHost: host, in: directory)
        case .changeDomain(let name, let edit): return try await changeDomain(name, edit, in: directory)
        case .noteVerification(let name): return try await noteVerification(of: name, in: directory)
        case .removeDomain(let name, let takesAliases):
            return try await removeDomain(name, withAliases: takesAliases, from: directory)
        case .addAlias(let address, let edit): return try await addAlias(address, edit, to: directory)
        case .aliases(let domain, let after, let limit):
            return try aliases(of: directory, in: domain, after: after, limit: limit)
        case .alias(let address): return try alias(address, in: directory)
        case .changeAlias(let address, let edit): return try await changeAlias(address, edit, in: directory)
        case .removeAliases(let addresses): return try await removeAliases(addresses, from: directory)
        case .addRule(let draft): return try await addRule(draft, to: directory)
        case .rules(let domain, let after): return try rules(of: directory, in: domain, after: after)
        case .changeRule(let rule, let edit): return try await changeRule(rule, edit, in: directory)
        case .removeRules(let rules): return try await removeRules(rules, from: directory)
        case .addAccount(let name, let edit): return try await addAccount(name, edit, to: directory)
        case .accounts: return accounts(of: directory)
        case .account(let name): return try account(name, in: directory)
        case .changeAccount(let name, let edit): return try await changeAccount(name, edit, in: directory)
        case .removeAccounts(let names): return try await removeAccounts(names, from: directory)
        }
    }

    /// The time, in seconds since 1970.
    var directoryTime: Int64 { SystemQueueClock().now().seconds }

    /// Logs what was changed.
    ///
    /// - Parameters:
    ///   - event: what has happened.
    ///   - facts: to what; made fit to be shown, as addresses may have characters that do something.
    func note(_ event: Logger.Message, _ facts: [String: String]) {
        logger?.notice(event, metadata: facts.mapValues { "\(Console.printable($0))" })
    }

    /// Removes one thing after the other, until one cannot be removed.
    ///
    /// - Parameters:
    ///   - things: what is removed, each once.
    ///   - event: what is logged.
    ///   - remove: removes one; throws `unknown` where there is none.
    func remove<Thing: CustomStringConvertible & Hashable & Sendable>(
        _ things: [Thing], _ event: Logger.Message, _ remove: (Thing) async throws(DirectoryError) -> Void
    ) async -> DirectoryAnswer {
        var view = DirectoryRemovalView()
        var seen: Set<Thing> = []
        for thing in things where seen.insert(thing).inserted {
            do throws(DirectoryError) {
                try await remove(thing)
                view.removed.append(thing.description)
            } catch {
                guard error.kind != .unknown else {
                    view.unknown.append(thing.description)
                    continue
                }
                view.problem = DirectoryProblem(error)
                break
            }
        }
        if !view.removed.isEmpty {
            let shown = view.removed.prefix(Self.mostLogged).joined(separator: " ")
            note(event, ["count": "\(view.removed.count)", "first": "\(shown)"])
        }
        return DirectoryAnswer(removal: view)
    }

    /// The most names that a line of the log has.
    private static let mostLogged = 10
}
