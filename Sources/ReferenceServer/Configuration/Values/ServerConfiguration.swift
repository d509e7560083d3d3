import DeliveryQueue
import MailAddressing

/// Everything the daemon is told by its configuration file, checked and with every default filled in.
///
/// One property for each key of the file; paths are already resolved against the folder of the file. What this version
/// cannot do has no case or value here, or is documented as empty: the decoder refuses it, so that nobody believes in a
/// setting that is ignored. The key `delivery.routes` has no property at all, as it may only be empty.
struct ServerConfiguration: Hashable, Sendable {
    /// The name in HELO, in `Received` and in `Authentication-Results`; default: the machine's.
    var hostname: DomainName
    /// The user that the daemon becomes where it is started as root; nil: it stays who it is.
    var user: String?
    /// The group that it becomes then; nil: the user's.
    var group: String?
    /// The folder of databases, spool, keys and certificates; default: `waxwing-data` beside the file.
    var dataPath: String
    /// Where queue and directory are kept.
    var storage = Storage.sqlite
    /// What has happened to an accepted message before its sender is told.
    var durability = Durability.full
    /// The size in bytes up to which a body lives in the database: 64 KiB, where a row is still cheaper than a file.
    var spoolThreshold = 65_536
    /// The room on the disk, in bytes, below which new mail is refused for now: 64 MiB, enough to go on delivering
    /// what is queued and to record what becomes of it.
    var minimumFreeSpace = 67_108_864
    /// How much the queue holds before new mail is refused for now; nil is as much as the disk takes.
    var queueLimit: QueueLimit? = standardQueueLimit
    /// Where the daemon listens; empty means nowhere.
    var listeners = Listener.standard
    /// How much clients may ask of it.
    var limits = Limits()
    /// The certificate the daemon shows, and the authorities it believes.
    var tls = TLS()
    /// What checks the tokens of those who log in with one.
    var oauth = OAuth()
    /// People who may log in.
    var accounts: [Account] = []
    /// Whom to ask for names.
    var dns = DNS()
    /// How mail leaves.
    var delivery = Delivery()
    /// Who is put on the suppression list.
    var suppression = Suppression()
    /// How mail to the domains of the directory goes on.
    var forwarding = Forwarding()
    /// How mail that strangers bring is filtered.
    var filter = Filter()
    /// How outgoing mail is signed.
    var signing = Signing()
    /// How long finished messages are remembered, and in how much room.
    var history = History()
    /// Where health and metrics are shown.
    var http = HTTP()
}

extension ServerConfiguration {
    /// The kinds of storage; complete, as there are these two.
    enum Storage: String, CaseIterable, Hashable, Sendable {
        /// SQLite files in the data folder.
        case sqlite
        /// Memory only: everything is lost at exit. For trials.
        case memory
    }

    /// What a `250` promises; complete, as each is a way to treat the disk.
    enum Durability: String, CaseIterable, Hashable, Sendable {
        /// The message is synced to the disk before the answer: it survives a power cut.
        case full
        /// The message is written before the answer and synced soon after: it survives a killed process.
        case relaxed
        /// Nothing is promised.
        case none
    }

    /// The data folder when the file does not name one, relative to the file's folder.
    static let standardDataPath = "waxwing-data"
    /// The sizes that `spool-threshold` may have: a row of more than 256 MiB is beyond what SQLite handles well.
    static let spoolThresholdRange = 0...268_435_456
    /// The queue of a file that has no `queue-limit`: a million messages, four million recipients.
    ///
    /// Generous, as a queue grows when it is needed most: when others are down. Not without a bound, as an account
    /// whose password was guessed would fill the disk to its end, and each recipient that waits takes memory.
    static let standardQueueLimit = QueueLimit(messages: 1_000_000, recipients: 4_000_000)
    /// The sizes of the queue that `queue-limit` may name, but for 0, which is any.
    static let queueLimitRange = 0...1_000_000_000
    /// The room that `minimum-free-space` may ask for: from none, so that a full disk is noticed only when it is
    /// full, to 1 TiB.
    static let minimumFreeSpaceRange = 0...1_099_511_627_776
}
