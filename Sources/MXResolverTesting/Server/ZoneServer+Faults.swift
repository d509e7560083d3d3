public import MXResolver
public import MailAddressing

extension ZoneServer {
    /// What goes wrong with a question.
    public typealias Fault = DNSFault

    /// Makes questions for a name fail from now on.
    ///
    /// Faults are found by the name that is asked for, not by where its aliases lead. Those of a name and type come
    /// first, then those of the name, of a type, and of everything.
    ///
    /// - Parameters:
    ///   - name: the name that is asked for.
    ///   - type: the type that is asked for, or nil for all.
    ///   - fault: what goes wrong instead of what was set before, or nil for nothing.
    public func fail(_ name: DomainName, _ type: DNSRecordType? = nil, with fault: DNSFault?) {
        fail(name, type, with: fault.map { [$0] } ?? [])
    }

    /// Makes questions for a name fail in several ways.
    ///
    /// - Parameters:
    ///   - name: the name that is asked for.
    ///   - type: the type that is asked for, or nil for all.
    ///   - faults: what goes wrong instead of what was set before: the first that is for a query and has not happened
    ///     often enough. None is for nothing.
    public func fail(_ name: DomainName, _ type: DNSRecordType? = nil, with faults: [DNSFault]) {
        responder.set(faults, for: DNSName(name), type)
    }

    /// Makes all questions fail, or those for a type.
    ///
    /// - Parameters:
    ///   - type: the type that is asked for, or nil for all.
    ///   - fault: what goes wrong instead of what was set before, or nil for nothing.
    public func failAll(_ type: DNSRecordType? = nil, with fault: DNSFault?) {
        failAll(type, with: fault.map { [$0] } ?? [])
    }

    /// Makes all questions fail, or those for a type, in several ways.
    ///
    /// - Parameters:
    ///   - type: the type that is asked for, or nil for all.
    ///   - faults: what goes wrong instead of what was set before: the first that is for a query and has not happened
    ///     often enough. None is for nothing.
    public func failAll(_ type: DNSRecordType? = nil, with faults: [DNSFault]) {
        responder.set(faults, for: nil, type)
    }

    /// Takes all faults away.
    public func removeFaults() { responder.removeFaults() }
}
