public import MailAddressing

/// An address to send from, with what is particular to it.
public struct DeliverySource: Hashable, Sendable {
    /// What people and durable state call it; not empty.
    ///
    /// Without configured sources there is one named `default`.
    public var name: String
    /// The address to connect from, or nil for the system's choice.
    public var address: IPAddress?
    /// Our name in EHLO from there, or nil for the host's.
    public var helloName: String?
    /// Its share of the deliveries among the sources, at least 1.
    public var weight: Int
    /// How it is made known to others, where it is new.
    public var warmUp: WarmUpPlan?

    /// The source of those who have configured none.
    public static let standard = DeliverySource(name: "default")

    /// Makes a source.
    ///
    /// - Parameters:
    ///   - name: what people and durable state call it; not empty.
    ///   - address: the address to connect from, or nil for the system's choice.
    ///   - helloName: our name in EHLO from there, or nil for the host's.
    ///   - weight: its share of the deliveries among the sources, at least 1.
    ///   - warmUp: how it is made known to others, where it is new.
    public init(
        name: String, address: IPAddress? = nil, helloName: String? = nil, weight: Int = 1, warmUp: WarmUpPlan? = nil
    ) {
        self.name = name
        self.address = address
        self.helloName = helloName
        self.weight = max(1, weight)
        self.warmUp = warmUp
    }
}
