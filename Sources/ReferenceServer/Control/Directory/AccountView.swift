import DeliveryQueue
import MailAddressing
import MailForwarding

/// What is shown of an account, which is nothing of its password; the names are part of the command line's promise.
struct AccountView: Codable, Hashable, Sendable {
    var name: String
    /// `admin` or `user`.
    var role: String
    var isEnabled: Bool
    /// Whether it has a password, of which nothing is shown.
    var hasPassword: Bool
    /// The most messages in an hour; absent for no limit, as with the others.
    var messagesPerHour: Int?
    var messagesPerDay: Int?
    var recipientsPerHour: Int?
    var recipientsPerDay: Int?
    var created: String
    /// How many domains belong to it.
    var domains: Int
    /// How many aliases belong to it.
    var aliases: Int

    /// Makes the view of an account.
    ///
    /// - Parameters:
    ///   - account: the account.
    ///   - domains: how many domains belong to it.
    ///   - aliases: how many aliases belong to it.
    init(_ account: Account, domains: Int, aliases: Int) {
        name = account.name.description
        role = account.role.rawValue
        isEnabled = account.isEnabled
        hasPassword = account.password != nil
        messagesPerHour = account.limits.messagesPerHour
        messagesPerDay = account.limits.messagesPerDay
        recipientsPerHour = account.limits.recipientsPerHour
        recipientsPerDay = account.limits.recipientsPerDay
        created = WallTime(seconds: account.creation).description
        self.domains = domains
        self.aliases = aliases
    }
}
