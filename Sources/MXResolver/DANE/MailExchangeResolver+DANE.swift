public import MailAddressing

extension MailExchangeResolver {
    /// Finds out what DANE asks of a connection to a mail host (RFC 7672, section 2.2).
    ///
    /// TLSA records are looked up only where they would count: below a host that authenticated MX records name, at
    /// addresses that are authenticated. Where an alias leads out of what is authenticated, the host's own name still
    /// counts if the alias itself is authenticated, which one more question finds out (sections 2.1.3 and 2.2.2). The
    /// name to which authenticated aliases lead is tried before the host's own; the first with authenticated records is
    /// the base domain (section 2.2.3).
    ///
    /// That a domain has no MX records is said by the zone to which its aliases lead, so a domain that is its own host
    /// behind an authenticated alias counts though that statement is not authenticated. A relay, which a setting names,
    /// needs no MX records either: ``addresses(of:)`` says of it that they are authenticated.
    ///
    /// A look-up that fails is never taken for the absence of records, nor of names that a certificate may be made for.
    ///
    /// - Parameters:
    ///   - host: the host, as ``decision(for:)``, ``route(to:)`` or ``addresses(of:)`` has it; for a domain without MX
    ///     records its name is the domain itself.
    ///   - domain: the domain whose mail it is, as the route was asked for; nil for a relay, whose certificate has to
    ///     be for the relay and not for where the mail goes.
    ///   - port: the port of the server: 25, or that of a relay.
    public func dane(for host: MailExchangeHost, of domain: DomainName?, port: UInt16 = 25) async -> DANEStatus {
        guard let name = host.name else { return .notApplicable(.addressLiteral) }
        guard host.areMXRecordsAuthenticated || name == domain && host.isAlias else {
            return .notApplicable(.unauthenticatedMXRecords)
        }
        var candidates = [name]
        if host.areAddressesAuthenticated {
            if let canonical = host.canonicalName, canonical != name { candidates = [canonical, name] }
        } else {
            guard host.isAlias else { return .notApplicable(.unauthenticatedAddresses) }
            switch await dns.query(name, .cname) {
            case .success(let alias) where alias.isAuthenticated: break
            case .success: return .notApplicable(.unauthenticatedAddresses)
            case .failure(let failure) where failure.isTemporary: return .failed(failure)
            case .failure: return .notApplicable(.unauthenticatedAddresses)
            }
        }
        return await dane(at: candidates, of: host, domain: domain, port: port)
    }

    /// Looks for authenticated records below one name after the other.
    private func dane(
        at candidates: [DomainName], of host: MailExchangeHost, domain: DomainName?, port: UInt16
    ) async -> DANEStatus {
        var reason = DANEStatus.Reason.noRecords
        for candidate in candidates {
            // A name that is too long for the service's labels has no records.
            guard let name = try? candidate.prefixed(by: "_\(port)._tcp") else { continue }
            switch await dns.query(name, .tlsa) {
            case .success(let answer):
                guard answer.isAuthenticated else {
                    reason = .unauthenticatedRecords
                    continue
                }
                let records = answer.records.compactMap { TLSARecord($0.data) }
                guard let policy = DANEPolicy(base: candidate, records: records) else {
                    return .unusable(base: candidate, records: DANEPolicy.sorted(records).leftOut)
                }
                return await naming(policy, host: host, domain: domain)
            case .failure(let failure):
                if failure.isTemporary { return .failed(failure) }
            }
        }
        return .notApplicable(reason)
    }

    /// Adds the names that a certificate below a trust anchor may be made for (RFC 7672, section 3.2.2).
    ///
    /// Besides the base domain these are the domain whose mail it is and where its aliases lead, all of it
    /// authenticated; the host's own name is as well authenticated as they are.
    private func naming(_ policy: DANEPolicy, host: MailExchangeHost, domain: DomainName?) async -> DANEStatus {
        let policy = policy.adding([host.name, domain])
        guard policy.hasTrustAnchors, let domain else { return .required(policy) }
        guard domain != host.name else {
            // The aliases of the domain are those of the host, which are known.
            return .required(policy.adding([host.areAddressesAuthenticated ? host.canonicalName : nil]))
        }
        // Most likely this is still in a cache, from when the route was made.
        switch await dns.query(domain, .mx) {
        case .success(let answer):
            return .required(policy.adding([answer.isAuthenticated ? answer.canonicalName.domain : nil]))
        case .failure(let failure):
            guard let denial = failure.denial else { return .failed(failure) }
            return .required(policy.adding([denial.isAuthenticated ? denial.canonicalName?.domain : nil]))
        }
    }
}
