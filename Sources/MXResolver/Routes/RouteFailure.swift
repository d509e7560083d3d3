public import MailAddressing

/// Why there is no host to try for a domain's mail.
public struct RouteFailure: Error, Hashable, Sendable {
    /// The kinds of failure.
    ///
    /// Complete: one for each way in which the steps of RFC 5321, section 5.1, can end without a host.
    public enum Reason: Hashable, Sendable {
        /// The domain does not exist.
        case noSuchDomain
        /// The domain has no MX record and no address, or none of its mail hosts has an address.
        case noAddress
        /// The domain's mail hosts have no address of the only family that is used here.
        case noAddressOfFamily(IPAddress.Family)
        /// The domain's MX records name no host: an address, or what is no host name.
        case noHostName
        /// All addresses are private, loopback or otherwise none of a public mail host, and the options refuse those.
        case privateAddressesOnly
        /// The best mail host is this one, which does not think so.
        case loop
        /// None of the first so many mail hosts is usable, and there are more, which were not looked up.
        ///
        /// `MailExchangeResolver.Options` has the bounds. Asking again later may help, as chance orders hosts of equal
        /// preference.
        case noneOfFirst(Int, of: Int)
        /// A look-up failed and nothing else is usable; asking again later may help.
        case lookup(DNSFailure)
    }

    /// What kind of failure it is.
    public let reason: Reason
    /// The domain or address literal whose mail has nowhere to go.
    public let destination: MailHost

    /// Makes a failure.
    ///
    /// - Parameters:
    ///   - reason: what kind of failure it is.
    ///   - destination: the domain or address literal whose mail has nowhere to go.
    public init(_ reason: Reason, to destination: MailHost) {
        self.reason = reason
        self.destination = destination
    }

    /// Whether trying again later may help.
    public var isTemporary: Bool {
        switch reason {
        case .lookup, .noneOfFirst: true
        case .noSuchDomain, .noAddress, .noAddressOfFamily, .noHostName, .privateAddressesOnly, .loop: false
        }
    }

    /// The enhanced status code as class, subject and detail (RFC 3463), for example 5, 1 and 2.
    public var status: (classDigit: Int, subject: Int, detail: Int) {
        switch reason {
        case .noSuchDomain: (5, 1, 2)
        case .noAddress, .noAddressOfFamily, .noHostName, .privateAddressesOnly: (5, 4, 4)
        case .loop: (5, 4, 6)
        case .noneOfFirst: (4, 4, 4)
        case .lookup: (4, 4, 3)
        }
    }

    /// One sentence that tells the sender why.
    public var explanation: String {
        switch reason {
        case .noSuchDomain: "the domain \(destination) does not exist"
        case .noAddress: "no mail host of \(destination) has an address"
        case .noAddressOfFamily(let family):
            "no mail host of \(destination) has an \(family.word) address, and only those are used here"
        case .noHostName: "the MX records of \(destination) name no host"
        case .privateAddressesOnly: "the mail hosts of \(destination) have no public address"
        case .loop: "mail for \(destination) comes back to this host"
        case .noneOfFirst(let count, let total):
            "none of the first \(count) of \(total) mail hosts of \(destination) can be used, and no more are looked up"
        case .lookup(let failure): "the mail hosts of \(destination) could not be looked up: \(failure)"
        }
    }
}

extension RouteFailure: CustomStringConvertible {
    /// The status code and the explanation.
    public var description: String {
        let (classDigit, subject, detail) = status
        return "\(classDigit).\(subject).\(detail) \(explanation)"
    }
}

extension MailRoute {
    /// The enhanced status code of a domain that accepts no mail, as class, subject and detail (RFC 7505, section 4.2).
    public static let refusalStatus: (classDigit: Int, subject: Int, detail: Int) = (5, 1, 10)
}
