package import MailAddressing

extension DNSAnswer {
    /// The longest chain of aliases that is followed; real ones have a handful.
    static let maximumAliases = 16

    /// What the octets of an answer say about a question.
    ///
    /// - Parameters:
    ///   - bytes: the octets that came from a server.
    ///   - name: the name that was asked for.
    ///   - type: the type that was asked for.
    ///   - trustsAuthenticated: whether the AD flag of this server is believed.
    package static func result(
        parsing bytes: Span<UInt8>, of name: DomainName, _ type: DNSRecordType, trustsAuthenticated: Bool
    ) -> Result<DNSAnswer, DNSFailure> {
        do {
            let message = try DNSMessage(parsing: bytes)
            return result(of: message, about: DNSName(name), type, trustsAuthenticated: trustsAuthenticated)
        } catch {
            return .failure(.malformed(error))
        }
    }

    static func result(
        of message: DNSMessage, about name: DNSName, _ type: DNSRecordType, trustsAuthenticated: Bool
    ) -> Result<DNSAnswer, DNSFailure> {
        guard message.flags.contains(.response) else {
            return .failure(.malformed(DNSMessageError(.notAnAnswer, at: 2)))
        }
        switch message.responseCode {
        case .noError, .noSuchDomain: break
        case .refused: return .failure(.refused)
        case .serverFailure: return .failure(.serverFailure)
        default: return .failure(.unexpectedResponse(message.responseCode))
        }
        guard !message.flags.contains(.truncated) else {
            return .failure(.malformed(DNSMessageError(.cutOff, at: 2)))
        }
        let isAuthenticated = trustsAuthenticated && message.flags.contains(.authenticated)
        var canonicalName = name
        var aliases: [DNSRecord] = []
        while true {
            let records = message.answers.filter { $0.type == type && $0.name == canonicalName }
            if !records.isEmpty, message.responseCode == .noError {
                return .success(
                    DNSAnswer(
                        records: records, canonicalName: canonicalName, aliases: aliases,
                        isAuthenticated: isAuthenticated))
            }
            guard let alias = message.answers.first(where: { $0.type == .cname && $0.name == canonicalName }),
                case .cname(let target) = alias.data
            else { break }
            aliases.append(alias)
            guard aliases.count <= maximumAliases else {
                return .failure(.malformed(DNSMessageError(.aliasChain, at: 0)))
            }
            canonicalName = target
        }
        if aliases.isEmpty, !message.answers.isEmpty, message.responseCode == .noError {
            return .failure(.malformed(DNSMessageError(.unrelatedAnswer, at: 0)))
        }
        return .failure(denial(by: message, of: canonicalName, aliases: aliases, isAuthenticated: isAuthenticated))
    }

    /// The negative answer of a message, kept no longer than its aliases (RFC 2308, sections 2 and 5).
    private static func denial(
        by message: DNSMessage, of canonicalName: DNSName, aliases: [DNSRecord], isAuthenticated: Bool
    ) -> DNSFailure {
        // A server that neither owns the zone nor asks others merely points elsewhere: nobody has denied anything.
        guard !message.flags.isDisjoint(with: [.authoritative, .recursionAvailable]) else { return .refused }
        var timeToLive: UInt32?
        let labels = canonicalName.labels
        for record in message.authority {
            // Only the zone of the name may say for how long it has nothing.
            guard case .soa(let authority) = record.data, labels.ends(with: record.name.labels) else { continue }
            timeToLive = aliases.reduce(min(record.timeToLive, authority.minimum)) { min($0, $1.timeToLive) }
        }
        // Nor does the owner of an alias deny anything about a name in somebody else's zone.
        if !message.flags.contains(.recursionAvailable), !aliases.isEmpty, timeToLive == nil,
            message.responseCode == .noError
        {
            return .refused
        }
        let denial = DNSDenial(
            canonicalName: canonicalName, timeToLive: timeToLive, isAuthenticated: isAuthenticated)
        return message.responseCode == .noSuchDomain ? .noSuchDomain(denial) : .noData(denial)
    }
}

extension [[UInt8]] {
    /// Whether these labels are those of the other name or of one below it.
    fileprivate func ends(with other: [[UInt8]]) -> Bool { suffix(other.count).elementsEqual(other) }
}
