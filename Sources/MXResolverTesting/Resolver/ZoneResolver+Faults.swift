public import MXResolver
public import MailAddressing

extension ZoneResolver {
    /// Makes questions for a name fail from now on.
    ///
    /// Faults are found by the name that is asked for, not by where its aliases lead. Those of a name and type come
    /// first, then those of the name, of a type, and of everything.
    ///
    /// - Parameters:
    ///   - name: the name that is asked for.
    ///   - type: the type that is asked for, or nil for all.
    ///   - failure: what is answered, or nil for what the zone says.
    ///   - delay: how long that takes.
    ///   - count: how often it happens, or nil for always.
    public func fail(
        _ name: DomainName, _ type: DNSRecordType? = nil, with failure: DNSFailure?, after delay: Duration? = nil,
        times count: Int? = nil
    ) {
        guard let failure else {
            fail(name, type, with: [])
            return
        }
        var fault = DNSFault.failure(failure)
        if let delay { fault = fault.after(delay) }
        if let count { fault = fault.times(count) }
        fail(name, type, with: [fault])
    }

    /// Makes questions for a name fail in one way in which a server can.
    ///
    /// Where a failure of a look-up and a fault have the same name, as `.serverFailure` has, the failure is meant,
    /// which comes to the same.
    ///
    /// - Parameters:
    ///   - name: the name that is asked for.
    ///   - type: the type that is asked for, or nil for all.
    ///   - fault: what goes wrong instead of what was set before.
    @_disfavoredOverload
    public func fail(_ name: DomainName, _ type: DNSRecordType? = nil, with fault: DNSFault) {
        fail(name, type, with: [fault])
    }

    /// Makes questions for a name fail in several ways in which a server can.
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
