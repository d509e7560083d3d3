/// What checking the address to which a report came has shown.
///
/// Complete, as a caller must have an answer for each.
public enum ReturnPathVerdict: Hashable, Sendable {
    /// It was made with one of the keys and has not expired; the value is that which it was made with.
    case valid(value: [UInt8])
    /// It was made with one of the keys, and its last day is over.
    case expired(value: [UInt8])
    /// It is made as ours are, but not with the key that it names, or something of it was changed.
    case forged
    /// It names a key that is not known: one that was given up, or none that ever was.
    case unknownKey(identifier: UInt8)
    /// It begins as ours do, and what follows is none of ours: other characters, another length or version.
    case malformed
    /// It is another address: its domain, or what its local part begins with, is not ours.
    case otherAddress

    /// The value of an address that is valid, or nil.
    public var validValue: [UInt8]? {
        if case .valid(let value) = self { value } else { nil }
    }
}
