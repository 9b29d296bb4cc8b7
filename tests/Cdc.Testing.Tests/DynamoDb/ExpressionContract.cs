using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Testing.Tests.Contracts;

namespace Cdc.Testing.Tests.DynamoDb;

public abstract class ExpressionContract(AwsBackend backend) : DynamoDbTestBase(backend)
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await CreateTableAsync();
        await Client.PutItemAsync(Orders, Item(
            "1",
            ("txt", S("hello")),
            ("num", N("10")),
            ("flag", new() { BOOL = true }),
            ("tags", new() { SS = ["a", "b"] }),
            ("nums", new() { NS = ["1", "2"] }),
            ("arr", new() { L = [S("x"), N("5"), S("z")] }),
            ("doc", new() { M = new() { ["box"] = new() { M = new() { ["leaf"] = S("deep") } }, ["n"] = N("1") } })));
    }

    [ContractTheory]
    [InlineData("attribute_exists(txt)", true)]
    [InlineData("attribute_exists(nothing)", false)]
    [InlineData("attribute_not_exists(nothing)", true)]
    [InlineData("attribute_not_exists(doc.box.leaf)", false)]
    [InlineData("attribute_type(tags, :ss)", true)]
    [InlineData("txt = :hello", true)]
    [InlineData("txt <> :hello", false)]
    [InlineData("nothing = :hello", false)]
    [InlineData("nothing <> :hello", true)]
    [InlineData("num > :five", true)]
    [InlineData("num >= :ten AND num <= :ten", true)]
    [InlineData("num < :five OR NOT num < :five", true)]
    [InlineData("NOT (num = :ten)", false)]
    [InlineData("num = :five OR num = :ten AND txt = :hello", true)]
    [InlineData("(num = :five OR num = :ten) AND nothing = :hello", false)]
    [InlineData("num BETWEEN :five AND :ten", true)]
    [InlineData("num BETWEEN :five AND :ten AND txt = :he", false)]
    [InlineData("txt IN (:he, :hello)", true)]
    [InlineData("num in (:he, :five)", false)]
    [InlineData("begins_with(txt, :he)", true)]
    [InlineData("begins_with(num, :he)", false)]
    [InlineData("contains(txt, :ell)", true)]
    [InlineData("contains(tags, :a)", true)]
    [InlineData("contains(tags, :he)", false)]
    [InlineData("contains(nums, :two)", true)]
    [InlineData("contains(arr, :five)", true)]
    [InlineData("size(txt) = :five", true)]
    [InlineData("size(arr) > :two", true)]
    [InlineData("size(tags) = :two", true)]
    [InlineData("size(num) = :two", false)]
    [InlineData("arr[1] = :five", true)]
    [InlineData("arr[9] = :five", false)]
    [InlineData("doc.box.leaf = :deep", true)]
    [InlineData("#d.#i.leaf = :deep", true)]
    [InlineData("txt < :five", false)]
    [InlineData("attribute_type(:set, :ss)", true)]
    [InlineData("attribute_type(size(txt), :ss)", false)]
    [InlineData("(txt) = :hello", true)]
    [InlineData("txt = (:hello)", true)]
    [InlineData("((num) = (:ten) AND (txt) IN ((:he), :hello))", true)]
    [DiffersOn(Emulator.Moto, "fails", "/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html",
        Rows =
        [
            "size(num) = :two", "txt < :five", "attribute_type(size(txt), :ss)", "(txt) = :hello", "txt = (:hello)",
            "((num) = (:ten) AND (txt) IN ((:he), :hello))",
        ])]
    public async Task Condition_OnAnItem_Decides(string expression, bool holds)
    {
        var delete = () => DeleteAsync(expression);

        if (holds) await delete();
        else await delete.Should().ThrowExactlyAsync<ConditionalCheckFailedException>();
    }

    [ContractTheory]
    [InlineData("txt = ", "Syntax error; token: \"<EOF>\", near: \"= \"")]
    [InlineData("txt :five", "Syntax error; token: \":five\", near: \"txt :five\"")]
    [InlineData("name = :five", "Attribute name is a reserved keyword; reserved keyword: name")]
    [InlineData("txt = :five AND #missing = :five", "An expression attribute name used in the document path is not defined; attribute name: #missing")]
    [InlineData("txt = :missing", "An expression attribute value used in expression is not defined; attribute value: :missing")]
    [InlineData("txt = txt", "The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [txt]")]
    [InlineData("((txt = :five))", "The expression has redundant parentheses;")]
    [InlineData("((txt)) = :five", "The expression has redundant parentheses;")]
    [InlineData("_txt = :five", "Syntax error; token: \"_\", near: \"_txt\"")]
    [InlineData("doc._n = :five", "Syntax error; token: \"_\", near: \"._n\"")]
    [InlineData("madeup(txt)", "Invalid function name; function: madeup")]
    [InlineData("attribute_exists(txt, num)", "Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2")]
    [InlineData("attribute_exists(:five)", "Operator or function requires a document path; operator or function: attribute_exists")]
    [InlineData("begins_with(txt, :five)", "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N")]
    [InlineData("txt < :yes", "Incorrect operand type for operator or function; operator or function: <, operand type: BOOL")]
    [InlineData("num BETWEEN :ten AND :five", "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:10}, upper bound operand: AttributeValue: {N:5}")]
    [InlineData("attribute_type(txt, :hello)", "Invalid attribute type name found; type: hello, valid types: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}")]
    [InlineData("contains(txt, begins_with(txt, :he))", "The function is not allowed to be used this way in an expression; function: begins_with")]
    [DiffersOn(Emulator.Moto, "takes it, or fails", "/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html",
        Rows =
        [
            "txt = ", "txt :five", "txt = :five AND #missing = :five", "txt = :missing", "txt = txt", "madeup(txt)", "attribute_exists(txt, num)",
            "attribute_exists(:five)", "begins_with(txt, :five)", "txt < :yes", "num BETWEEN :ten AND :five", "attribute_type(txt, :hello)",
            "contains(txt, begins_with(txt, :he))", "((txt)) = :five", "_txt = :five", "doc._n = :five",
        ])]
    public Task Condition_Malformed_IsRefused(string expression, string message) =>
        ShouldBeInvalidAsync(() => DeleteAsync(expression), $"Invalid ConditionExpression: {message}");

    [ContractTheory]
    [InlineData("SET txt = :he", "txt", "S:he")]
    [InlineData("SET num = num + :five", "num", "N:15")]
    [InlineData("SET num = num - :ten", "num", "N:0")]
    [InlineData("SET num = :five - num", "num", "N:-5")]
    [InlineData("SET fresh = if_not_exists(fresh, :ten)", "fresh", "N:10")]
    [InlineData("SET num = if_not_exists(num, :five)", "num", "N:10")]
    [InlineData("SET fresh = if_not_exists(fresh, :ten) + :five", "fresh", "N:15")]
    [InlineData("SET num = (num + :five)", "num", "N:15")]
    [InlineData("SET num = (num) - (:five)", "num", "N:5")]
    [InlineData("SET fresh = (if_not_exists((fresh), :ten))", "fresh", "N:10")]
    [InlineData("SET arr = list_append(arr, :list)", "arr", "L:S:x,N:5,S:z,S:l")]
    [InlineData("SET arr = list_append(:list, arr)", "arr", "L:S:l,S:x,N:5,S:z")]
    [InlineData("SET arr[1] = :he", "arr", "L:S:x,S:he,S:z")]
    [InlineData("SET arr[9] = :he, arr[8] = :hello", "arr", "L:S:x,N:5,S:z,S:hello,S:he")]
    [InlineData("SET doc.box.leaf = :he", "doc", "M:box=M:leaf=S:he;;n=N:1;")]
    [InlineData("SET doc.fresh = num", "doc", "M:box=M:leaf=S:deep;;fresh=N:10;n=N:1;")]
    [InlineData("SET txt = num, num = txt", "txt", "N:10")]
    [InlineData("REMOVE arr[0], arr[1]", "arr", "L:S:z")]
    [InlineData("REMOVE arr[9]", "arr", "L:S:x,N:5,S:z")]
    [InlineData("REMOVE doc.box, nothing", "doc", "M:n=N:1;")]
    [InlineData("REMOVE txt", "txt", null)]
    [InlineData("ADD num :five", "num", "N:15")]
    [InlineData("ADD fresh :five", "fresh", "N:5")]
    [InlineData("ADD tags :set", "tags", "SS:a,b,c")]
    [InlineData("ADD doc.n :five", "doc", "M:box=M:leaf=S:deep;;n=N:6;")]
    [InlineData("DELETE tags :set", "tags", "SS:a")]
    [InlineData("DELETE tags :all", "tags", null)]
    [InlineData("DELETE nothing :set", "nothing", null)]
    [InlineData("SET txt = :he REMOVE num ADD fresh :five DELETE tags :set", "tags", "SS:a")]
    [InlineData("set txt = :he remove num", "num", null)]
    [DiffersOn(Emulator.Moto, "appends in the order of the expression", "/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html", Rows = ["SET arr[9] = :he, arr[8] = :hello"])]
    [DiffersOn(Emulator.Moto, "fails with parentheses", "/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html",
        Rows = ["SET num = (num + :five)", "SET num = (num) - (:five)", "SET fresh = (if_not_exists((fresh), :ten))"])]
    public async Task Update_OnAnItem_ChangesIt(string expression, string attribute, string? expected)
    {
        var answer = await UpdateAsync(expression, ReturnValue.ALL_NEW);

        var stored = (await GetAsync("1"))!;
        AttributeText.Show(stored.GetValueOrDefault(attribute)).Should().Be(expected);
        AttributeText.Show(answer.Attributes).Should().Be(AttributeText.Show(stored));
    }

    [ContractTheory]
    [InlineData("SET txt = :he SET num = :five", "Invalid UpdateExpression: The \"SET\" section can only be used once in an update expression;")]
    [InlineData("SET doc.n = :five, doc = :he", "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [doc, n], path two: [doc]")]
    [InlineData("SET doc.n = :five, doc[0] = :he", "Invalid UpdateExpression: Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [doc, n], path two: [doc, [0]]")]
    [InlineData("ADD txt :he", "Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND")]
    [InlineData("DELETE tags :he", "Invalid UpdateExpression: Incorrect operand type for operator or function; operator: DELETE, operand type: STRING, typeSet: ALLOWED_FOR_DELETE_OPERAND")]
    [InlineData("SET num = num + :he", "Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: +, operand type: S")]
    [InlineData("SET num = size(txt)", "Invalid UpdateExpression: The function is not allowed in an update expression; function: size")]
    [InlineData("txt = :he", "Invalid UpdateExpression: Syntax error; token: \"txt\", near: \"txt =\"")]
    [InlineData("SET _abc = :he", "Invalid UpdateExpression: Syntax error; token: \"_\", near: \"SET _abc\"")]
    [InlineData("SET num = ((num + :five))", "Invalid UpdateExpression: The expression has redundant parentheses;")]
    [InlineData("SET num = (num + :five) + :ten", "Invalid UpdateExpression: Syntax error; token: \"+\", near: \") + :ten\"")]
    [InlineData("SET num = num + (num + :five)", "Invalid UpdateExpression: Syntax error; token: \"+\", near: \"num + :five\"")]
    [InlineData("SET pk = :he", "One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key")]
    [InlineData("SET txt = nothing", "The provided expression refers to an attribute that does not exist in the item")]
    [InlineData("SET txt = txt + :five", "An operand in the update expression has an incorrect data type")]
    [InlineData("ADD txt :five", "An operand in the update expression has an incorrect data type")]
    [InlineData("SET nothing.box = :five", "The document path provided in the update expression is invalid for update")]
    [InlineData("SET txt[0] = :five", "The document path provided in the update expression is invalid for update")]
    [DiffersOn(Emulator.Moto, "fails with parentheses", "/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html",
        Rows = ["SET num = ((num + :five))", "SET num = (num + :five) + :ten", "SET num = num + (num + :five)"])]
    public async Task Update_Impossible_IsRefusedAndChangesNothing(string expression, string message)
    {
        var before = AttributeText.Show(await GetAsync("1"));

        await ShouldBeInvalidAsync(() => UpdateAsync(expression, ReturnValue.NONE), message);

        AttributeText.Show(await GetAsync("1")).Should().Be(before);
    }

    [ContractTheory]
    [InlineData("NONE", "")]
    [InlineData("ALL_OLD", "arr,doc,flag,num,nums,pk,tags,txt")]
    [InlineData("ALL_NEW", "arr,doc,flag,fresh,num,nums,pk,tags,txt")]
    [InlineData("UPDATED_OLD", "num")]
    [InlineData("UPDATED_NEW", "fresh,num")]
    public async Task Update_ReturnValues_GiveWhatIsAskedFor(string returns, string attributes)
    {
        var answer = await UpdateAsync("SET num = num + :five, fresh = :he", returns);

        string.Join(",", (answer.Attributes ?? []).Keys.Order(StringComparer.Ordinal)).Should().Be(attributes);
        if (attributes.Length > 0) answer.Attributes!["num"].N.Should().Be(returns.EndsWith("OLD", StringComparison.Ordinal) ? "10" : "15");
    }

    [ContractFact]
    [DiffersOn(Emulator.DynamoDbLocal, "gives the whole attribute", "/amazondynamodb/latest/APIReference/API_UpdateItem.html")]
    public async Task Update_UpdatedNewOnAPath_GivesThatPathAlone()
    {
        var answer = await UpdateAsync("SET doc.n = :five", ReturnValue.UPDATED_NEW);

        AttributeText.Show(answer.Attributes).Should().Be("doc=M:n=N:5;;");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "fails without an expression", "/amazondynamodb/latest/APIReference/API_UpdateItem.html")]
    public async Task Update_NoSuchItem_CreatesIt()
    {
        await Client.UpdateItemAsync(new UpdateItemRequest { TableName = Orders, Key = Item("2") });

        (await GetAsync("2"))!.Keys.Should().Equal("pk");
    }

    [ContractTheory]
    [InlineData("REMOVE txt")]
    [InlineData("DELETE tags :set")]
    [InlineData("REMOVE txt DELETE tags :set")]
    [DiffersOn(Emulator.Moto, "makes an item", "/amazondynamodb/latest/APIReference/API_UpdateItem.html")]
    [DiffersOn(Emulator.DynamoDbLocal, "makes an item", "/amazondynamodb/latest/APIReference/API_UpdateItem.html")]
    public async Task Update_TakingAwayFromNoItem_MakesNone(string expression)
    {
        var answer = await Client.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = Orders,
            Key = Item("2"),
            UpdateExpression = expression,
            ExpressionAttributeValues = Values(expression),
            ReturnValues = ReturnValue.ALL_NEW,
        });

        answer.Attributes.Should().BeNullOrEmpty();
        (await GetAsync("2")).Should().BeNull();
    }

    [ContractFact]
    public async Task Update_TakingAwayAndAddingToNoItem_MakesOne()
    {
        await Client.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = Orders,
            Key = Item("2"),
            UpdateExpression = "REMOVE txt ADD num :five",
            ExpressionAttributeValues = Values(":five"),
        });

        (await GetAsync("2"))!["num"].N.Should().Be("5");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "takes them", "/amazondynamodb/latest/developerguide/Expressions.ExpressionAttributeNames.html")]
    public async Task Request_UnusedPlaceholders_AreRefused()
    {
        await ShouldBeInvalidAsync(
            () => Client.DeleteItemAsync(new DeleteItemRequest
            {
                TableName = Orders,
                Key = Item("1"),
                ConditionExpression = "attribute_exists(txt)",
                ExpressionAttributeValues = new() { [":unused"] = N("1") },
            }),
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:unused}");
        await ShouldBeInvalidAsync(
            () => Client.DeleteItemAsync(new DeleteItemRequest
            {
                TableName = Orders,
                Key = Item("1"),
                ExpressionAttributeNames = new() { ["#unused"] = "x" },
            }),
            "ExpressionAttributeNames can only be specified when using expressions");
        await ShouldBeInvalidAsync(
            () => Client.UpdateItemAsync(new UpdateItemRequest
            {
                TableName = Orders,
                Key = Item("1"),
                ExpressionAttributeValues = new() { [":unused"] = N("1") },
            }),
            "ExpressionAttributeValues can only be specified when using expressions: UpdateExpression and ConditionExpression are null");
    }

    [ContractTheory]
    [InlineData("0.1", "0.2", "0.3")]
    [InlineData("99999999999999999999999999999999999999", "-1", "99999999999999999999999999999999999998")]
    [InlineData("1E100", "0", "10000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("1E-10", "1", "1.0000000001")]
    [InlineData("-0", "0.00", "0")]
    [DiffersOn(Emulator.Moto, "fails with exponents, and keeps zeros at the end", "/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html", Rows = ["1E100", "1E-10", "-0"])]
    [DiffersOn(Emulator.DynamoDbLocal, "keeps zeros at the end of zero", "/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html", Rows = ["-0"])]
    public async Task Update_Arithmetic_IsExact(string left, string right, string sum)
    {
        await Client.PutItemAsync(Orders, Item("n", ("num", N(left))));

        await Client.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = Orders,
            Key = Item("n"),
            UpdateExpression = "SET num = num + :right",
            ExpressionAttributeValues = new() { [":right"] = N(right) },
        });

        (await GetAsync("n"))!["num"].N.Should().Be(sum);
    }

    [ContractTheory]
    [InlineData("abc", "The parameter cannot be converted to a numeric value: abc")]
    [InlineData("1 000", "The parameter cannot be converted to a numeric value: 1 000")]
    [InlineData("123456789012345678901234567890123456789", "Attempting to store more than 38 significant digits in a Number")]
    [InlineData("1E126", "Number overflow. Attempting to store a number with magnitude larger than supported range")]
    [InlineData("1E-131", "Number underflow. Attempting to store a number with magnitude smaller than supported range")]
    [DiffersOn(Emulator.Moto, "takes it", "/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html", Rows = ["123456789012345678901234567890123456789", "1E126"])]
    public async Task PutItem_NumberOutOfRange_IsRefused(string number, string message) =>
        await ShouldBeInvalidAsync(() => Client.PutItemAsync(Orders, Item("n", ("num", N(number)))), message);

    private Task<DeleteItemResponse> DeleteAsync(string condition) => Client.DeleteItemAsync(new DeleteItemRequest
    {
        TableName = Orders,
        Key = Item("1"),
        ConditionExpression = condition,
        ExpressionAttributeNames = Names(condition),
        ExpressionAttributeValues = Values(condition),
    });

    private Task<UpdateItemResponse> UpdateAsync(string expression, ReturnValue returns) =>
        Client.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = Orders,
            Key = Item("1"),
            UpdateExpression = expression,
            ExpressionAttributeValues = Values(expression),
            ReturnValues = returns,
        });

    private static Dictionary<string, string>? Names(string expression) =>
        expression.Contains("#d", StringComparison.Ordinal) ? new() { ["#d"] = "doc", ["#i"] = "box" } : null;

    private static Dictionary<string, AttributeValue>? Values(string expression)
    {
        Dictionary<string, AttributeValue> all = new()
        {
            [":ss"] = S("SS"),
            [":he"] = S("he"),
            [":hello"] = S("hello"),
            [":ell"] = S("ell"),
            [":a"] = S("a"),
            [":deep"] = S("deep"),
            [":two"] = N("2"),
            [":five"] = N("5"),
            [":ten"] = N("10"),
            [":yes"] = new() { BOOL = true },
            [":list"] = new() { L = [S("l")] },
            [":set"] = new() { SS = ["b", "c"] },
            [":all"] = new() { SS = ["a", "b"] },
        };
        var words = expression.Split([' ', '(', ')', ','], StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        var used = all.Where(value => words.Contains(value.Key)).ToDictionary();
        return used.Count > 0 ? used : null;
    }
}

public sealed class ExpressionInProcessTests() : ExpressionContract(new InProcessBackend());

public sealed class ExpressionHttpTests() : ExpressionContract(new HttpBackend());

[RunsOn(Emulator.Moto)]
public sealed class ExpressionMotoTests() : ExpressionContract(new MotoBackend());

[RunsOn(Emulator.DynamoDbLocal)]
public sealed class ExpressionDynamoDbLocalTests() : ExpressionContract(new DynamoDbLocalBackend());
