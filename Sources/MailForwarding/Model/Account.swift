public import MailAddressing
public import MailCryptography

/// Somebody who may log in.
///
/// Its descriptions do not show what is kept of the password, as that has none.
public struct Account: Hashable, Sendable {
    /// The address by which it logs in, its local part in lower case.
    public let name: Mailbox
    /// What it may do.
    public var role: AccountRole
    /// What is kept of its password; nil where it cannot log in.
    public var password: StoredPassword?
    /// Whether it may log in, and its mail goes on.
    public var isEnabled = true
    /// How much goes out on its behalf.
    public var limits: AccountLimits
    /// When it was made, in seconds since 1970.
    public let creation: Int64

    /// Makes an account that is enabled.
    ///
    /// - Parameters:
    ///   - name: the address by which it logs in.
    ///   - role: what it may do.
    ///   - password: what is kept of its password.
    ///   - limits: how much goes out on its behalf.
    ///   - creation: the time, in seconds since 1970.
    public init(
        _ name: Mailbox, role: AccountRole = .user, password: StoredPassword? = nil,
        limits: AccountLimits = .standard, creation: Int64
    ) {
        self.name = name.folded
        self.role = role
        self.password = password
        self.limits = limits
        self.creation = creation
    }
}
