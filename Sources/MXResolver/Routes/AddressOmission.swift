public import MailAddressing

/// An address of a mail host that is not tried, and why.
public struct AddressOmission: Hashable, Sendable {
    /// Why an address is not tried.
    ///
    /// Complete: one for each rule by which a host loses an address.
    public enum Reason: Hashable, Sendable {
        /// It lies in a block, or leads into one, in which no public mail host is.
        case specialPurpose(IPNetwork)
        /// It is not of the family that alone is used.
        case otherFamily
        /// The host has as many addresses before it as the options allow.
        case beyondMaximumPerHost(Int)
        /// The route has as many addresses before it as the options allow.
        case beyondMaximum(Int)
    }

    /// The address.
    public let address: IPAddress
    /// Why it is not tried.
    public let reason: Reason

    /// Makes an omission.
    init(_ address: IPAddress, _ reason: Reason) {
        self.address = address
        self.reason = reason
    }
}

extension AddressOmission: CustomStringConvertible {
    /// The reason in words, to stand behind "left out:".
    public var description: String {
        switch reason {
        case .specialPurpose(let network):
            "it \(network.contains(address) ? "lies in" : "leads into") \(network), which is \(network.purpose)"
        case .otherFamily: "it is \(address.family.word), which is not used"
        case .beyondMaximumPerHost(let count): "only the first \(count) addresses of a host are tried"
        case .beyondMaximum(let count): "only the first \(count) addresses of all hosts are tried"
        }
    }
}

/// A look-up of a host's addresses that failed, so that some may be missing.
public struct AddressLookupFailure: Hashable, Sendable {
    /// The type of the records that were asked for: A or AAAA.
    public let type: DNSRecordType
    /// What happened; never a denial.
    public let failure: DNSFailure

    /// Makes a failure.
    init(_ type: DNSRecordType, _ failure: DNSFailure) {
        self.type = type
        self.failure = failure
    }
}
