"""What moto does otherwise than AWS, and the run-throughs depend on. Python loads this file by itself where its folder is in PYTHONPATH."""

try:
    from moto.cloudformation import parsing
    from moto.dynamodb.models.table import Table
    from moto.ec2.models import ec2_backends
    from moto.ec2.models.route_tables import RouteTable
    from moto.iam.models import IAMBackend, User, iam_backends
except ImportError:
    # Another program than moto_server.
    pass
else:
    # moto itself invokes the function of a mapping, in a container, and then forgets the records. Here the demo hosts the function, and reads the stream.
    Table.lambda_event_source_mappings = property(lambda self: {}, lambda self, value: None)

    # CloudFormation leaves out of a list what is AWS::NoValue; moto's puts a null there, which no policy may have.
    cleaning = parsing.clean_json

    def clean_json(json, resources):
        cleaned = cleaning(json, resources)
        return [one for one in cleaned if one is not None] if isinstance(cleaned, list) else cleaned

    parsing.clean_json = clean_json

    # CloudFormation deletes route tables; moto's leaves them, and then cannot delete the VPC.
    def delete_routes(cls, table, template, account, region):
        ec2 = ec2_backends[account][region]
        for association in list(ec2.get_route_table(table)._associations):
            ec2.disassociate_route_table(association)
        ec2.delete_route_table(table)

    RouteTable.delete_from_cloudformation_json = classmethod(delete_routes)

    # CloudFormation attaches to a user the policies that it names; moto's does not.
    creating = User.create_from_cloudformation_json.__func__

    def create_user(cls, name, template, account, region, **others):
        user = creating(cls, name, template, account, region, **others)
        for arn in template.get("Properties", {}).get("ManagedPolicyArns", []):
            iam_backends[account]["aws"].attach_user_policy(arn, user.name)
        return user

    User.create_from_cloudformation_json = classmethod(create_user)

    # CloudFormation takes a user's policies away before it deletes the user; moto's tries the other way round.
    refusing = IAMBackend.delete_user

    def delete_user(self, name):
        user = self.get_user(name)
        for arn in list(user.managed_policies):
            self.detach_user_policy(arn, name)
        user.policies.clear()
        refusing(self, name)

    IAMBackend.delete_user = delete_user
