import Logging
import MXResolver
import MailAddressing
import SMTPProtocol
import SMTPTransport

/// Judges clients before they are greeted, by lists of addresses in the DNS (RFC 5782).
///
/// All lists are asked at once. A client on an allow list is let in; else the first block list, in the order of the
/// configuration, that has it gives the reason to turn it away, however fast the others are. A list that does not
/// answer in time has nobody, so that mail goes on when it is gone.
///
/// Guarantees: nobody is asked about addresses that are no stranger's, as private ones; the judgement takes at most
/// `answerTime` and `reasonTime` together, which is less than a listener waits for it.
///
/// Known limit: a client behind a proxy that speaks XCLIENT is judged as the proxy, since its own address comes later.
struct BlockListJudge: Sendable {
    /// How long lists have for their answers; those that are up need some milliseconds.
    static let answerTime = Duration.seconds(5)
    /// How long a list then has to say why a client is on it.
    static let reasonTime = Duration.seconds(2)
    /// The most octets of its reason that are passed on.
    static let maximumReasonLength = 200

    private let allowLists: [ServerConfiguration.AddressList]
    private let blockLists: [ServerConfiguration.AddressList]
    private let resolver: any DNSResolver
    private let troubles: FilterTroubleLog
    private let logger: Logger
    private let sleep: @Sendable (Duration) async -> Void

    /// Makes a judge.
    ///
    /// - Parameters:
    ///   - filter: which lists are asked.
    ///   - resolver: who asks them.
    ///   - troubles: where it is logged that a list has no answer.
    ///   - logger: where refusals are logged.
    ///   - sleep: lets time pass; returns when so much has passed, or the task is cancelled.
    init(
        _ filter: ServerConfiguration.Filter, resolver: any DNSResolver, troubles: FilterTroubleLog, logger: Logger,
        sleep: @escaping @Sendable (Duration) async -> Void = { try? await ContinuousClock().sleep(for: $0) }
    ) {
        allowLists = filter.allowLists
        blockLists = filter.blockLists
        self.resolver = resolver
        self.troubles = troubles
        self.logger = logger
        self.sleep = sleep
    }

    /// Judges a client.
    ///
    /// - Parameter connection: the client.
    /// - Returns: the reply that turns it away, or nil to let it in.
    func judge(_ connection: SMTPConnection) async -> SMTPReply? {
        guard !blockLists.isEmpty, let address = connection.remoteAddress?.unmapped, !address.isSpecialPurpose,
            let list = await listing(of: address), let name = Self.question(about: address, to: list)
        else { return nil }
        let reason = await reason(at: name)
        logger.info(
            "A client was turned away, as it is on a list",
            metadata: ["client": "\(address)", "list": "\(list.name)", "reason": "\(reason)"])
        let text = reason.isEmpty ? "" : ": \(reason)"
        return SMTPReply(554, .init(5, 7, 1), "Your address, \(address), is on the list \(list.name)\(text)")
    }

    /// The list for whose sake a client is turned away, or nil.
    private func listing(of address: IPAddress) async -> ServerConfiguration.AddressList? {
        let lists = allowLists + blockLists
        return await withTaskGroup(of: (Int, Bool).self) { group in
            for (index, list) in lists.enumerated() {
                group.addTask { (index, await isListed(address, by: list)) }
            }
            var answers = ListAnswers(allowing: allowLists.count, blocking: blockLists.count)
            while let (index, isListed) = await group.next() {
                answers.note(isListed, at: index)
                switch answers.outcome {
                case .open: continue
                case .letIn:
                    group.cancelAll()
                    return nil
                case .turnAway(let index):
                    group.cancelAll()
                    return lists[index]
                }
            }
            return nil
        }
    }

    private func isListed(_ address: IPAddress, by list: ServerConfiguration.AddressList) async -> Bool {
        guard let name = Self.question(about: address, to: list) else { return false }
        let addresses: [IPAddress]
        switch await ask(name, .a, within: Self.answerTime) {
        case .success(let answer):
            addresses = answer.records.compactMap { if case .address(let address) = $0.data { address } else { nil } }
        case .failure(.noSuchDomain), .failure(.noData), .failure(.cancelled): return false
        case .failure(let failure):
            troubles.note(.silence, of: list.name, reason: "\(failure)")
            return false
        }
        let meant = addresses.filter { BlockListQuery.isListed([$0]) }
        if let other = addresses.first(where: { !BlockListQuery.isListed([$0]) }) {
            // Those of 127.0.0.0/8 that mean no listing are error codes.
            troubles.note(other.isLoopback ? .refusal : .nonsense, of: list.name, reason: "its answer is \(other)")
        }
        return meant.contains { answer in list.answers.isEmpty || list.answers.contains { $0.contains(answer) } }
    }

    /// What a list says of a listing, in printable ASCII; empty when it says nothing.
    private func reason(at name: DomainName) async -> String {
        guard case .success(let answer) = await ask(name, .txt, within: Self.reasonTime) else { return "" }
        for record in answer.records {
            guard case .txt(let strings) = record.data else { continue }
            return ForeignText.line(strings.joined(), limit: Self.maximumReasonLength)
        }
        return ""
    }

    private func ask(
        _ name: DomainName, _ type: DNSRecordType, within time: Duration
    ) async -> Result<DNSAnswer, DNSFailure> {
        await withTaskGroup(of: Result<DNSAnswer, DNSFailure>.self) { group in
            group.addTask { await resolver.query(name, type) }
            group.addTask {
                await sleep(time)
                return .failure(Task.isCancelled ? .cancelled : .timeout)
            }
            defer { group.cancelAll() }
            return await group.next() ?? .failure(.timeout)
        }
    }

    /// The name to ask for; nil where it would be too long, which the configuration rules out.
    private static func question(about address: IPAddress, to list: ServerConfiguration.AddressList) -> DomainName? {
        try? DomainName(BlockListQuery.name(of: address, in: list.zone.text))
    }
}
