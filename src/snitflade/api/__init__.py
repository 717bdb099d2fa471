"""Services for other systems: REST with OpenAPI, and SOAP.

Whoever calls has a token (`tokens`); what a call may do, how often, and what is logged of it is the same for all (`service`).
"""
