public import MailCryptography

/// Knows the passwords of users, in the form in which they are stored.
public protocol SMTPAccounts: Sendable {
    /// The password of a user, or nil where there is no such user, or none who may log in.
    ///
    /// - Parameter user: the name as the client gave it, prepared by RFC 8265.
    /// - Returns: the stored password.
    /// - Throws: any error when the accounts cannot be read now: the client is told to try again later.
    func password(of user: String) async throws -> StoredPassword?
    /// The one form of a user's name of which there may be several: under it failures are counted.
    ///
    /// - Parameter user: the name as the client gave it, prepared by RFC 8265.
    func canonicalName(of user: String) -> String
}

extension SMTPAccounts {
    /// The name itself.
    public func canonicalName(of user: String) -> String { user }
}

/// Checks the access tokens of OAUTHBEARER (RFC 7628) and XOAUTH2.
public protocol SMTPTokenChecker: Sendable {
    /// Judges a token.
    ///
    /// - Parameters:
    ///   - token: the token; a secret.
    ///   - user: the user whom the client named, or nil where it named none.
    /// - Returns: the verdict.
    func check(token: String, of user: String?) async -> SMTPTokenVerdict
}

/// What is thought of a token; complete.
public enum SMTPTokenVerdict: Hashable, Sendable {
    /// It is good, and belongs to this user, who is the one that was named if one was.
    case valid(user: String)
    /// It is not, or no longer, or belongs to somebody else.
    case invalid
    /// Nobody can tell now.
    case unavailable
}

/// Accounts that are known from the start and kept in memory.
public struct SMTPAccountList: SMTPAccounts {
    private let passwords: [String: StoredPassword]

    /// Makes a list.
    ///
    /// - Parameter passwords: the stored passwords by user; names are compared as they are.
    public init(_ passwords: [String: StoredPassword]) { self.passwords = passwords }

    /// The password of a user, or nil.
    public func password(of user: String) async -> StoredPassword? { passwords[user] }
}
