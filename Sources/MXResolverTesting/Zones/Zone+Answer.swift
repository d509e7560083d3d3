public import MXResolver

extension Zone {
    /// An answer and the names of the record sets and denials that it rests on.
    struct Resolution: Hashable, Sendable {
        /// The answer.
        var message: DNSMessage
        /// The names: of each alias, of the records or of what is denied, and of the SOA record with a denial.
        var names: [DNSName] = []
    }

    /// How many aliases are followed before the answer is given as it is.
    private static let maximumAliases = 16
    /// The label of a wildcard (RFC 4592, section 2.1.1).
    private static let wildcard: [UInt8] = [UInt8(ascii: "*")]

    /// What a server of this zone answers, aliases followed as far as the zone knows them.
    ///
    /// An alias whose data are given in octets, malformed or not, is served as it is and not followed.
    ///
    /// - Parameter question: what is asked.
    /// - Returns: an authoritative answer; a negative one has the SOA record of the nearest zone above, if there is
    ///   one. Whether it is secure is not in it.
    public func answer(to question: DNSQuestion) -> DNSMessage { resolution(of: question).message }

    /// The answer to a question, and what it rests on.
    func resolution(of question: DNSQuestion) -> Resolution {
        var resolution = Resolution(
            message: DNSMessage(flags: [.response, .authoritative, .recursionAvailable], question: question))
        var name = question.name
        for _ in 0...Self.maximumAliases {
            resolution.names.append(name)
            guard let records = records(at: name) else {
                deny(name, with: .noSuchDomain, in: &resolution)
                return resolution
            }
            let wanted = records.filter { $0.type == question.type }
            guard wanted.isEmpty else {
                resolution.message.answers += wanted
                return resolution
            }
            guard let alias = records.first(where: { $0.type == .cname }) else {
                deny(name, with: .noError, in: &resolution)
                return resolution
            }
            resolution.message.answers.append(alias)
            // Where octets lead that stand for an alias is for the client to find out.
            guard case .cname(let target) = alias.data else { return resolution }
            name = target
        }
        return resolution
    }

    /// The denial of a name or of its records, whatever the zone has.
    func denial(of question: DNSQuestion, with responseCode: DNSResponseCode) -> Resolution {
        var resolution = Resolution(
            message: DNSMessage(flags: [.response, .authoritative, .recursionAvailable], question: question),
            names: [question.name])
        deny(question.name, with: responseCode, in: &resolution)
        return resolution
    }

    private func deny(_ name: DNSName, with responseCode: DNSResponseCode, in resolution: inout Resolution) {
        resolution.message.responseCode = responseCode
        guard let record = startOfAuthority(above: name) else { return }
        resolution.message.authority = [record]
        resolution.names.append(record.name)
    }

    /// The records of a name, its own or those of the wildcard that stands for it; nil when it does not exist.
    private func records(at name: DNSName) -> [DNSRecord]? {
        guard !names.contains(name) else { return recordsByName[name] ?? [] }
        // The nearest name above that exists has the only wildcard that may stand for it (RFC 4592, section 3.3.1).
        var ancestor = name.parent
        while let encloser = ancestor {
            if names.contains(encloser) {
                guard let source = DNSName(labels: [Self.wildcard] + encloser.labels), names.contains(source) else {
                    return nil
                }
                return (recordsByName[source] ?? []).map {
                    DNSRecord(name: name, timeToLive: $0.timeToLive, data: $0.data)
                }
            }
            ancestor = encloser.parent
        }
        return nil
    }

    private func startOfAuthority(above name: DNSName) -> DNSRecord? {
        var ancestor: DNSName? = name
        while let name = ancestor {
            if let record = recordsByName[name]?.first(where: { $0.type == .soa }) { return record }
            ancestor = name.parent
        }
        return nil
    }
}
